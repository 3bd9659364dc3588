/** The orders of a trade and their fees, from the newest of its snapshots; nothing where no relay has sent one. */
import type { Trade, TradeEvent } from "fillcast";
import type { SnapshotOrder } from "fillcast/messages";
import { useWide } from "../browser/wide.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { Framed } from "../parts/framed.tsx";
import { Instant, Price, Quantity, Unknown } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { Hint } from "../parts/hint.tsx";
import { amountOf } from "../words/decimal.ts";
import { feeOf, newestSnapshot } from "./orders.ts";

interface Priced extends SnapshotOrder {
  /** In the stake currency. */
  readonly fee: string | null;
}

export function OrdersPanel({ trade, events }: { readonly trade: Trade; readonly events: readonly TradeEvent[] }) {
  const snapshot = newestSnapshot(events)?.snapshot ?? null;
  const corrections = trade.corrections?.length ?? 0;
  const isWide = useWide();
  if (snapshot === null || snapshot.orders === null) return null;
  const orders = snapshot.orders.map((order): Priced => Object.assign({ fee: feeOf(order, snapshot) }, order));
  const currency = trade.stakeCurrency ?? "";
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Orders</h2>
        <span className={panel.count} data-number>
          {orders.length}
        </span>
        {corrections > 0 && (
          <span className={panel.aside}>
            <Hint text="Messages of this trade were lost or told otherwise. The bot's own database set it right.">
              corrected from the books
            </Hint>
          </span>
        )}
      </div>
      {isWide ? <Rows orders={orders} currency={currency} /> : <Cards orders={orders} currency={currency} />}
    </section>
  );
}

function Rows({ orders, currency }: { readonly orders: readonly Priced[]; readonly currency: string }) {
  return (
    <Framed>
      <table className={panel.table} aria-label="Orders">
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Type</th>
            <th scope="col">State</th>
            <th scope="col" className={panel.num}>
              Filled
            </th>
            <th scope="col" className={panel.num}>
              Price
            </th>
            <th scope="col" className={panel.num}>
              <span data-hint={EXPLAINED.orderFee}>Fee</span>
            </th>
            <th scope="col" className={panel.num}>
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order, index) => (
            <tr key={order.id ?? index} className={panel.row}>
              <td>{nameOf(order)}</td>
              <td>{order.type ?? <Unknown />}</td>
              <td>{order.status ?? <Unknown />}</td>
              <td className={panel.num}>
                <Filled order={order} />
              </td>
              <td className={panel.num}>
                <Price value={order.price} />
              </td>
              <td className={panel.num}>
                <Fee order={order} currency={currency} />
              </td>
              <td className={panel.num}>
                <Instant at={order.filledAt ?? order.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Framed>
  );
}

function Cards({ orders, currency }: { readonly orders: readonly Priced[]; readonly currency: string }) {
  return (
    <ol className={panel.cards} aria-label="Orders">
      {orders.map((order, index) => (
        <li key={order.id ?? index} className={panel.card}>
          <div className={panel.cardTop}>
            <span>{nameOf(order)}</span>
            <span className={panel.muted}>{[order.type, order.status].filter((word) => word !== null).join(", ")}</span>
          </div>
          <p className={panel.cardLine}>
            <span>
              <Filled order={order} /> at <Price value={order.price} />
            </span>
            {order.fee !== null && (
              <span>
                fee <Fee order={order} currency={currency} />
              </span>
            )}
            <span>
              <Instant at={order.filledAt ?? order.at} />
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}

/** What was filled, and of how much where that is more. */
function Filled({ order: { filled, amount } }: { readonly order: Priced }) {
  return (
    <>
      <Quantity value={filled} />
      {amount !== null && filled !== amount && (
        <span className={panel.faint}>
          {" of "}
          <Quantity value={amount} />
        </span>
      )}
    </>
  );
}

function Fee({ order: { fee }, currency }: { readonly order: Priced; readonly currency: string }) {
  if (fee === null) return <Unknown />;
  return (
    <span data-exact={fee} data-hint={`${fee} ${currency}`}>
      {amountOf(fee, currency)} {currency}
    </span>
  );
}

function nameOf({ isEntry, side }: SnapshotOrder): string {
  return `${isEntry ? "Entry" : "Exit"}${side === null ? "" : `, ${side}`}`;
}
