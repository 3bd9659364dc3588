/**
 * The end of a run, in peace: waits until everything is level, then holds everything against everything.
 */
import { setTimeout as delay } from "node:timers/promises";
import { matchesFilter, type FeedEvent } from "@fillcast/protocol";
import { textToEvents } from "../../archive/page.ts";
import { openHttpCopies } from "../verify-feed/http-copies.ts";
import { verifyCopies } from "../verify-feed/verify-copies.ts";
import { Difference, type Acks } from "./acks.ts";
import { compareAcks, compareBooks, compareLedger, compareShown, compareStates } from "./differences.ts";
import { foldHistory } from "./fold.ts";
import type { Reader } from "./reader.ts";
import type { RelayLife } from "./relay-life.ts";
import { inspect, readHistory, readLedger, readState, type RoomWord, type Served } from "./served.ts";
import { toSeen } from "./shown.ts";
import type { Taken } from "./taken.ts";
import type { BookedTrade } from "./trader.ts";

/** Without any progress: longer than the archive's interval, a reader's longest pause and the discovery of a half-open socket together. */
const STANDSTILL_MS = 60_000;
const POLL_MS = 100;

/** What is compared with what is served. */
interface Witnesses {
  readonly acks: Acks;
  readonly taken: Taken;
  readonly relays: readonly RelayLife[];
  readonly readers: readonly Reader[];
  readonly books: ReadonlyMap<string, BookedTrade>;
}

/** What was found to agree. */
interface Found {
  /** Events of the log. */
  readonly head: number;
  readonly trades: number;
  /** Messages that were posted to a relay again after a lost answer, and are there again. */
  readonly again: number;
}

/** Compares everything. Throws a `Difference`. */
export async function reconcile(served: Served, { acks, taken, relays, readers, books }: Witnesses): Promise<Found> {
  await handedOver(relays);
  const room = await archiveLevel(served);
  const history = await readHistory(served);
  if (room.head !== history.length)
    throw new Difference(`the room's head is ${room.head}, the history has ${history.length} events`);
  compareAcks(acks.bySeq, history, (bot) => taken.has(bot));
  const again = taken.compare(history);
  await compareCopies(served, room, history);
  for (const reader of readers) {
    await caughtUp(reader, history);
    compareShown(reader.name, reader.shown(), history, reader.filter);
  }
  const folded = foldHistory(history, Date.now());
  const ledger = await readLedger(served);
  compareLedger(ledger, folded.trades);
  compareBooks(ledger, books, new Set(again.map(tradeKeyOf)));
  const { state } = await readState(served);
  compareStates("the summary", state, folded.state);
  for (const reader of readers) {
    const kept = reader.state();
    if (kept !== null) compareStates(`the state of ${reader.name}`, kept, state);
  }
  return { head: history.length, trades: ledger.length, again: again.length };
}

/** Of a trade of which a message is there again, the bot's own books say less than was posted. */
function tradeKeyOf({ bot, trade }: FeedEvent): string {
  return `${bot}:${trade?.id}:${trade?.openedAt}`;
}

/** Resolves when no message waits at a relay. */
async function handedOver(relays: readonly RelayLife[]): Promise<void> {
  const isMoving = createPatience();
  for (;;) {
    const waiting = relays.map((relay) => relay.waiting());
    if (waiting.every((count) => count === 0)) return;
    if (!isMoving(waiting.join(" "))) throw new Difference(`the relays keep ${waiting.join(" and ")} messages`);
    await delay(POLL_MS);
  }
}

/** The room, once its archive and ledger have everything. */
async function archiveLevel(served: Served): Promise<RoomWord> {
  const isMoving = createPatience();
  for (;;) {
    const room = await inspect(served);
    const { seq, waitingTrades, lastError } = room.archive;
    if (seq === room.head && waitingTrades === 0) return room;
    if (!isMoving(`${seq} ${waitingTrades}`)) {
      const rest = `with ${waitingTrades} trades waiting; its last error: ${lastError ?? "none"}`;
      throw new Difference(`the archive stands still at ${seq} of ${room.head}, ${rest}`);
    }
    await delay(POLL_MS);
  }
}

/** Hears where something stands; false once it has stood there for too long. */
function createPatience(): (place: string) => boolean {
  let known = "";
  let sinceMs = 0;
  return (place) => {
    if (place !== known) {
      known = place;
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs < STANDSTILL_MS;
  };
}

/** Room, archive and served pages verify, and hold what history answers. */
async function compareCopies(served: Served, room: RoomWord, history: readonly FeedEvent[]): Promise<void> {
  const copies = await openHttpCopies(served.origin, served.feed, served.key);
  const texts: string[] = [];
  const finding = await verifyCopies(copies, ({ record }) => texts.push(...textToEvents(record)));
  if (finding.kind === "broken") throw new Difference(`${finding.copy}, seq ${finding.seq}: ${finding.detail}`);
  if (finding.chain !== room.chain)
    throw new Difference(`the room's chain is ${room.chain}, its records give ${finding.chain}`);
  const stored = texts.map((text) => toSeen(JSON.parse(text) as FeedEvent));
  compareShown("the chain's records", stored, history, {});
}

/** Resolves when the reader has received the last event that it wants. */
async function caughtUp(reader: Reader, history: readonly FeedEvent[]): Promise<void> {
  const last = history.findLast((event) => matchesFilter(reader.filter, event))?.seq ?? 0;
  const isMoving = createPatience();
  for (;;) {
    const failure = reader.failure();
    if (failure !== null) throw new Difference(`${reader.name}: ${failure}`);
    const seq = reader.position()?.seq ?? 0;
    if (seq >= last && reader.isLive()) return;
    if (!isMoving(String(seq))) throw new Difference(`${reader.name} stands still at ${seq} of ${last}`);
    await delay(POLL_MS);
  }
}
