/** The orders of a trade, from the newest of its snapshots; nothing where no relay has sent one. */
import type { Trade, TradeEvent } from "fillcast";
import { Framed } from "../parts/framed.tsx";
import { Instant, Price, Quantity, Unknown } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { Hint } from "../parts/hint.tsx";
import { ordersOf } from "./orders.ts";

export function OrdersPanel({ trade, events }: { readonly trade: Trade; readonly events: readonly TradeEvent[] }) {
  const orders = ordersOf(events);
  const corrections = trade.corrections?.length ?? 0;
  if (orders === null) return null;
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
      <Framed>
        <table className={panel.table} aria-label="Orders">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">State</th>
              <th scope="col" className={panel.num}>
                Filled
              </th>
              <th scope="col" className={panel.num}>
                Price
              </th>
              <th scope="col" className={panel.num}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order, index) => (
              <tr key={order.id ?? index} className={panel.row}>
                <td>
                  {order.isEntry ? "Entry" : "Exit"}
                  {order.side !== null && `, ${order.side}`}
                </td>
                <td>{order.status ?? <Unknown />}</td>
                <td className={panel.num}>
                  <Quantity value={order.filled} />
                </td>
                <td className={panel.num}>
                  <Price value={order.price} />
                </td>
                <td className={panel.num}>
                  <Instant at={order.filledAt ?? order.at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Framed>
    </section>
  );
}
