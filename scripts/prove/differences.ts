/**
 * The reconciliation: what each side has against what another has, as pure comparisons. Each throws a `Difference` that names
 * the first thing that does not agree.
 */
import type { FeedEvent, FeedState, Filter, Trade } from "@fillcast/protocol";
import { matchesFilter } from "@fillcast/protocol";
import { Difference, type Acked } from "./acks.ts";
import type { Said } from "./post.ts";
import { toSeen, type Seen } from "./shown.ts";
import type { BookedTrade } from "./trader.ts";

/**
 * Every acknowledgement is in the history at its seq, as it was said; the history has nothing else but what relays handed over;
 * each bot's events are in its order.
 */
export function compareAcks(
  acked: ReadonlyMap<number, Acked>,
  history: readonly FeedEvent[],
  isRelayed: (bot: string) => boolean,
): void {
  const numbers = new Map<string, number>();
  for (const [index, event] of history.entries()) {
    const seq = index + 1;
    if (event.seq !== seq) throw new Difference(`history has seq ${event.seq} in the place of ${seq}`);
    const ack = acked.get(seq);
    if (ack === undefined && isRelayed(event.bot)) continue;
    if (ack === undefined) throw new Difference(`history has seq ${seq} (${event.id}), which nobody was acknowledged`);
    compareEvent(ack, event);
    const { bot } = ack.said;
    const last = numbers.get(bot) ?? 0;
    if (ack.number !== last + 1) {
      throw new Difference(`seq ${seq} is ${bot}'s event ${ack.number}, and the one before it was ${last}`);
    }
    numbers.set(bot, ack.number);
  }
  for (const { seq, id } of acked.values()) {
    if (seq > history.length) throw new Difference(`seq ${seq} (${id}) was acknowledged and is not in the history`);
  }
}

function compareEvent({ said, seq, id }: Acked, event: FeedEvent): void {
  if (event.id !== id) throw new Difference(`seq ${seq} was acknowledged as ${id} and is ${event.id}`);
  if (event.bot !== said.bot) throw new Difference(`seq ${seq} is of ${event.bot} and was posted by ${said.bot}`);
  if (event.type !== said.type) throw new Difference(`seq ${seq} was posted as ${said.type} and is ${event.type}`);
  for (const [field, value] of Object.entries(said.fields)) {
    if (event.data[field] === value) continue;
    const kept = JSON.stringify(event.data[field]);
    throw new Difference(`seq ${seq} was posted with ${field} ${JSON.stringify(value)} and has ${kept}`);
  }
}

/** True if an event says what its bot said. */
export function isAsSaid({ bot, type, fields }: Said, event: FeedEvent): boolean {
  const isSame = event.bot === bot && event.type === type;
  return isSame && Object.entries(fields).every(([field, value]) => event.data[field] === value);
}

/** A client has shown just what its filter lets through of the history, each once and in order. */
export function compareShown(
  name: string,
  shown: readonly Seen[],
  history: readonly FeedEvent[],
  filter: Filter,
): void {
  const expected = history.filter((event) => matchesFilter(filter, event));
  for (let index = 0; index < Math.max(expected.length, shown.length); index++) {
    const event = expected[index];
    const seen = shown[index];
    if (event === undefined) throw new Difference(`${name} has shown seq ${seen!.seq} beyond the end`);
    if (seen === undefined) throw new Difference(`${name} has not shown seq ${event.seq}`);
    if (seen.seq !== event.seq) throw new Difference(`${name} has shown seq ${seen.seq} in the place of ${event.seq}`);
    if (seen.digest !== toSeen(event).digest)
      throw new Difference(`${name} has shown seq ${seen.seq} otherwise than history has it`);
  }
}

/** The ledger has every trade once, as the fold of the history has it. */
export function compareLedger(ledger: readonly Trade[], folded: ReadonlyMap<string, Trade>): void {
  const known = new Map<string, Trade>();
  for (const trade of ledger) {
    if (known.has(trade.key)) throw new Difference(`the ledger has ${trade.key} twice`);
    known.set(trade.key, trade);
  }
  compareValues("the ledger", Object.fromEntries(known), Object.fromEntries(folded));
}

/** The ledger has what a bot itself says of its trades, but for `doubtful` ones, by key. */
export function compareBooks(
  ledger: readonly Trade[],
  books: ReadonlyMap<string, BookedTrade>,
  doubtful: ReadonlySet<string>,
): void {
  const known = new Map(ledger.filter(({ key }) => !doubtful.has(key)).map((trade) => [trade.key, trade]));
  for (const [key, { status, realised, entries, exits }] of books) {
    if (doubtful.has(key)) continue;
    const trade = known.get(key);
    if (trade === undefined) throw new Difference(`the ledger lacks ${key}`);
    const kept = { status: trade.status, realised: trade.realised, entries: trade.entries, exits: trade.exits };
    compareValues(`${key} in the ledger`, kept, { status, realised, entries, exits });
    known.delete(key);
  }
  const [extra] = known.keys();
  if (extra !== undefined) throw new Difference(`the ledger has ${extra}, which no bot has traded`);
}

/** Two states are one, but for what time alone changes: a bot's presence. */
export function compareStates(name: string, state: FeedState, expected: FeedState): void {
  compareValues(name, withoutPresence(state), withoutPresence(expected));
}

function withoutPresence(state: FeedState): unknown {
  const bots = Object.entries(state.bots).map(([bot, row]) => [bot, { ...row, presence: null }] as const);
  return { ...state, bots: Object.fromEntries(bots) };
}

/** Throws at the first place where two JSON values differ. */
export function compareValues(name: string, value: unknown, expected: unknown): void {
  const place = firstDifference(value, expected, []);
  if (place === null) return;
  const [path, has, wanted] = place;
  throw new Difference(
    `${name} has ${path.join(".") || "all"} ${JSON.stringify(has) ?? "nothing"} instead of ${JSON.stringify(wanted) ?? "nothing"}`,
  );
}

type Place = readonly [path: readonly string[], value: unknown, expected: unknown];

function firstDifference(value: unknown, expected: unknown, path: readonly string[]): Place | null {
  if (Object.is(value, expected)) return null;
  if (!isObject(value) || !isObject(expected) || Array.isArray(value) !== Array.isArray(expected)) {
    return [path, value, expected];
  }
  for (const key of new Set([...Object.keys(value), ...Object.keys(expected)])) {
    const found = firstDifference(value[key], expected[key], [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
