/**
 * One event, whole: its words, the way it took, and the raw JSON to copy. Which one stands in the address (`?event=seq`), so that it
 * can be reloaded; an event that the tape does not hold is read from the history.
 */
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import type { TradeEvent } from "fillcast";
import { Link, useLocation, useSearch } from "wouter";
import { useBotName } from "../live/bot-names.tsx";
import { useSession } from "../live/session-provider.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import type { Session } from "../live/session.ts";
import type { TapeRow } from "../live/tape.ts";
import { isOfTrade, keyOf, tradePath } from "../live/trade-key.ts";
import { Dialog } from "../parts/dialog.tsx";
import { RawJson } from "../parts/raw-json.tsx";
import { useZone } from "../browser/preferences.ts";
import { eventAddress, parseSeq, useAddressPart } from "../browser/address.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { describeEvent, fillTime, pairOf } from "../words/event.ts";
import { exactInstant, preciseTime } from "../words/instant.ts";
import { EventIcon } from "./event-icon.tsx";
import { orderUnder } from "./merged-orders.ts";
import styles from "./event-dialog.module.css";

export default function EventDialog() {
  const [asked, ask] = useAddressPart("event");
  const seq = parseSeq(asked);
  return (
    <Dialog title={seq === null ? "Event" : `Event ${seq}`} shape="sheet" onClose={() => ask(null)}>
      {seq === null ? (
        <p className={styles.message}>The URL has no valid event number. Event numbers start at 1.</p>
      ) : (
        <EventBody key={seq} seq={seq} />
      )}
    </Dialog>
  );
}

type Found =
  | { readonly kind: "found"; readonly event: TradeEvent }
  | { readonly kind: "reading" }
  | { readonly kind: "absent" };

function EventBody({ seq }: { readonly seq: number }) {
  const zone = useZone();
  const address = useAddress();
  const trades = useShownState((state) => state.trades);
  const found = useEvent(seq);
  if (found.kind === "reading") return <p className={styles.message}>Loading it from history…</p>;
  if (found.kind === "absent")
    return <p className={styles.message}>The feed has no event {seq} any more, or not yet.</p>;
  const { event } = found;
  const words = describeEvent(event, event.at, zone);
  const key = keyOf(event) ?? Object.values(trades ?? {}).find((trade) => isOfTrade(event, trade))?.key ?? null;
  return (
    <div className={styles.body}>
      <p className={styles.title}>
        <EventIcon words={words} />
        {words.title}
        {pairOf(event) !== null && <span>{pairOf(event)}</span>}
      </p>
      {words.detail !== "" && <p className={styles.detail}>{words.detail}</p>}
      <dl className={styles.facts}>
        <Fact name="Bot">
          <Bot name={event.bot} />
        </Fact>
        <Fact name="Stored">{exactInstant(event.at, zone)}</Fact>
        {event.edge !== undefined && <Fact name="Received">{exactInstant(event.edge.at, zone)}</Fact>}
        {event.edge?.colo !== undefined && <Fact name="Data centre">{event.edge.colo}</Fact>}
        {event.ts !== undefined && <Fact name="Bot's clock">{exactInstant(event.ts, zone)}</Fact>}
        {key !== null && (
          <Fact name="Trade">
            <Link className={styles.link} href={address(tradePath(key))}>
              Open trade {event.trade?.id}
            </Link>
          </Fact>
        )}
        <OrderFacts fill={event} />
      </dl>
      <RawJson value={event} />
    </div>
  );
}

/** The order that a fill filled, which has no line of its own on the tape. */
function OrderFacts({ fill }: { readonly fill: TradeEvent }) {
  const zone = useZone();
  const [path] = useLocation();
  const search = useSearch();
  const { tape } = useSession();
  const order = useSyncExternalStore(tape.subscribe, () => orderUnder(fill, tape.view.rows));
  if (order === null) return null;
  const { title, detail } = describeEvent(order, order.at, zone);
  return (
    <Fact name={title}>
      <Link className={styles.link} href={eventAddress(path, search, order.seq)} replace>
        {preciseTime(order.at, zone)}
      </Link>
      {[detail, fillTime(order, fill)].map((part) => (part === "" ? "" : ` · ${part}`)).join("")}
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The event from the tape, else from the history. */
function useEvent(seq: number): Found {
  const session = useSession();
  const { tape } = session;
  const held = useSyncExternalStore(tape.subscribe, () => findRow(tape.view.rows, seq)?.event);
  const [read, setRead] = useState<Found>({ kind: "reading" });
  const missing = held === undefined;
  useEffect(() => {
    if (!missing) return undefined;
    let wanted = true;
    void readEvent(session, seq).then((found) => wanted && setRead(found));
    return () => {
      wanted = false;
    };
  }, [missing, seq, session]);
  return held === undefined ? read : { kind: "found", event: held };
}

/** Rows are newest first, by seq without a gap. */
function findRow(rows: readonly TapeRow[], seq: number): TapeRow | undefined {
  const row = rows[(rows[0]?.event.seq ?? 0) - seq];
  return row?.event.seq === seq ? row : rows.find(({ event }) => event.seq === seq);
}

async function readEvent({ feed }: Session, seq: number): Promise<Found> {
  try {
    const { epoch } = await feed.caughtUp();
    for await (const event of feed.history({ after: { epoch, seq: seq - 1 }, limit: 1 }))
      if (event.seq === seq) return { kind: "found", event };
  } catch {
    // Said below as absent: a feed that is refused shows its own page.
  }
  return { kind: "absent" };
}

/** What it is called, and its own name where that is another. */
function Bot({ name }: { readonly name: string }) {
  const shown = useBotName(name);
  return shown === name ? name : `${shown} (${name})`;
}
