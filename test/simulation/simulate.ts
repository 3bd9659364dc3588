/**
 * One life of a feed under a seed: bots, readers, a hostile network and a hostile archive, then peace; and what must hold at
 * the end whatever happened.
 */
import { createHash } from "node:crypto";
import { RECORD_SEPARATOR, type FeedEvent, type FeedState } from "@fillcast/protocol";
import { chainToHex } from "../../archive/chain.ts";
import { foldAll, serve } from "../../parties/feed/state/fold/evolve.ts";
import { Bot, Reader } from "./actors.ts";
import { Network } from "./network.ts";
import { Server } from "./server.ts";
import { World } from "./world.ts";

const START_MS = 1_795_500_000_000;
const HOSTILE_MS = 90_000;
const PEACE_MS = 30 * 60_000;

export interface Outcome {
  readonly events: number;
  readonly resets: number;
  /** What did not hold; empty is right. */
  readonly violations: readonly string[];
}

export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(seed, START_MS);
  const server = new Server(world);
  const network = new Network(world, server);
  const bots = Array.from(
    { length: world.between(1, 5) },
    (_, index) => new Bot(`bot-${index + 1}`, world, server, network),
  );
  const readers: Reader[] = [];
  const join = (): void => {
    const filter = world.maybe(0.3)
      ? { filter: world.pick([{ types: ["x-note"] }, { bots: ["bot-1"] }, { pairs: ["ETH/USDT"] }]) }
      : {};
    const wishes = { ...filter, state: filter.filter === undefined && world.maybe(0.4), reloads: world.maybe(0.2) };
    readers.push(new Reader(wishes, server.room.feed.position, world, network));
  };
  for (let count = world.between(1, 3); count > 0; count--) join();
  const trouble = (): void => {
    if (world.now >= START_MS + HOSTILE_MS) return;
    strike(world, server, network, readers, join);
    world.after(world.between(20, 6_000), trouble);
  };
  world.after(500, trouble);
  await world.run(START_MS + HOSTILE_MS);
  server.hostile = false;
  for (const bot of bots) bot.stopped = true;
  const isLevel = (): boolean => {
    const head = server.room.feed.position.seq;
    return (
      bots.every((bot) => !bot.busy) &&
      !server.room.isBehind &&
      readers.every(
        ({ feed, wishes }) =>
          feed.status.phase === "live" && (wishes.filter !== undefined || feed.position?.seq === head),
      )
    );
  };
  // A database that went back is noticed by the next run, or by who asks.
  void server.look();
  // A socket that died unnoticed is found within a minute.
  await world.run(START_MS + HOSTILE_MS + 60_000);
  const isAtPeace = await world.run(START_MS + HOSTILE_MS + PEACE_MS, isLevel);
  const violations = isAtPeace ? [] : [`not level after ${PEACE_MS / 60_000} min: ${describe(server, bots, readers)}`];
  violations.push(...check(server, bots, readers));
  for (const { feed } of readers) feed.close();
  return {
    events: server.room.feed.position.seq,
    resets: readers.reduce((sum, reader) => sum + reader.resets.length, 0),
    violations,
  };
}

function strike(world: World, server: Server, network: Network, readers: readonly Reader[], join: () => void): void {
  const wires = [...network.wires];
  switch (world.between(0, 13)) {
    case 0:
      return server.evict();
    case 1:
    case 2:
      return server.hibernate();
    case 3:
      return wires.length > 0 ? world.pick(wires).cut() : undefined;
    case 4:
      return wires.length > 0 ? world.pick(wires).stall() : undefined;
    case 5:
      return server.ring();
    case 6:
      return server.trim();
    case 7:
      return server.setClock();
    case 8:
      return world.pick(readers).wishes.reloads
        ? world.pick(readers.filter(({ wishes }) => wishes.reloads)).reload()
        : undefined;
    case 12:
      return server.backUp();
    case 13:
      return server.restore();
    case 9: {
      const lengthMs = world.between(5_000, 40_000);
      world.after(lengthMs, () => server.trim());
      return network.outage(lengthMs);
    }
    default:
      return readers.length < 6 ? join() : undefined;
  }
}

/** The invariants, each as a sentence where it does not hold. */
function check(server: Server, bots: readonly Bot[], readers: readonly Reader[]): string[] {
  const log = server.log();
  const said: string[] = [];
  const hold = (condition: boolean, sentence: string): void => {
    if (!condition) said.push(sentence);
  };
  hold(
    log.every((event, index) => event.seq === index + 1),
    "the log has a hole",
  );
  hold(
    log.every((event, index) => index === 0 || event.at >= log[index - 1]!.at),
    "the log's time goes back",
  );
  for (const bot of bots) checkBot(bot, log, hold);
  hold(new Set(log.map((event) => event.id)).size === log.length, "an event is in the log twice");
  const state = serve(foldAll(log), server.clock());
  for (const [index, reader] of readers.entries()) checkReader(index, reader, log, state, hold);
  checkArchive(server, log, state, hold);
  return said;
}

type Hold = (condition: boolean, sentence: string) => void;

function checkBot({ name, acks }: Bot, log: readonly FeedEvent[], hold: Hold): void {
  const seqs = new Map<string, number>();
  let newest = 0;
  for (const { id, seq, duplicate } of acks) {
    hold((seqs.get(id) ?? seq) === seq, `${name}: ${id} was acknowledged with two seqs`);
    hold(log[seq - 1]?.id === id, `${name}: ${id} was acknowledged as ${seq} and is not there`);
    if (!duplicate) {
      hold(seq > newest, `${name}: ${id} is out of the order of acknowledgements`);
      newest = seq;
    }
    seqs.set(id, seq);
  }
}

function checkReader(index: number, reader: Reader, log: readonly FeedEvent[], state: FeedState, hold: Hold): void {
  const name = `reader ${index} ${JSON.stringify(reader.wishes)}`;
  hold(reader.errors.length === 0, `${name}: ${reader.errors.join("; ")}`);
  const broken = reader.resets.some((reset) => reset.endsWith(":false"));
  hold(!broken, `${name}: lost continuity (${reader.resets.join(", ")})`);
  // A reload between a handler's return and the store's may show an event again: only then is a repeat no fault.
  const shown = reader.wishes.reloads ? firstOfEach(reader.shown) : reader.shown;
  const expected = reader.expected(log);
  // A filtered reader's last frames may wait for the next that it wants; nothing in between may be missing.
  hold(JSON.stringify(shown) === JSON.stringify(expected), `${name}: ${difference(shown, expected)}`);
  if (reader.wishes.state) {
    const { trades, totals, days } = reader.feed.state ?? { trades: {}, totals: [], days: [] };
    hold(
      JSON.stringify(sorted({ trades, totals, days })) ===
        JSON.stringify(sorted({ trades: state.trades, totals: state.totals, days: state.days })),
      `${name}: its state is not the log's${process.env.SEED === undefined ? "" : describeState({ trades, totals, days }, state)}`,
    );
  }
}

function firstOfEach(shown: readonly FeedEvent[]): FeedEvent[] {
  const seen = new Set<number>();
  return shown.filter(({ seq }) => seen.size < seen.add(seq).size);
}

function checkArchive({ archive, room }: Server, log: readonly FeedEvent[], state: FeedState, hold: Hold): void {
  const pages = [...archive.pages.values()].toSorted((a, b) => a.page - b.page);
  const texts = pages.flatMap((page) => page.text.split(RECORD_SEPARATOR));
  let chain: Uint8Array = new Uint8Array(32);
  for (const text of texts) chain = createHash("sha256").update(chain).update(text).digest();
  hold(chainToHex(chain) === chainToHex(room.parts.log.head.chain), "the archive's chain is not the log's");
  const archived = pages.flatMap((page) => JSON.parse(`[${page.text}]`) as FeedEvent[]);
  hold(JSON.stringify(archived) === JSON.stringify(log), "the archive is not the log");
  for (const trade of Object.values(state.trades)) {
    hold(JSON.stringify(archive.trades.get(trade.key)) === JSON.stringify(trade), `the ledger differs in ${trade.key}`);
  }
}

function difference(shown: readonly FeedEvent[], expected: readonly FeedEvent[]): string {
  const at = expected.findIndex((event, index) => shown[index]?.seq !== event.seq);
  const index = at === -1 ? expected.length : at;
  return `shows ${shown.length} of ${expected.length} events; at ${index}: ${shown[index]?.seq} instead of ${expected[index]?.seq}`;
}

/** For a seed that runs alone: where two states differ. */
function describeState(shown: Pick<FeedState, "trades" | "totals" | "days">, kept: FeedState): string {
  const keys = new Set([...Object.keys(shown.trades), ...Object.keys(kept.trades)]);
  const trades = [...keys].filter(
    (key) => JSON.stringify(sorted(shown.trades[key])) !== JSON.stringify(sorted(kept.trades[key])),
  );
  const told = trades
    .slice(0, 3)
    .map((key) => `${key}: ${JSON.stringify(shown.trades[key])} is ${JSON.stringify(kept.trades[key])}`);
  return `\n${trades.length} trades differ: ${told.join("\n")}\n${JSON.stringify(shown.totals)} is ${JSON.stringify(kept.totals)}`;
}

/** Keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function describe(server: Server, bots: readonly Bot[], readers: readonly Reader[]): string {
  const head = server.room.feed.position.seq;
  const waiting = readers.map(({ feed }) => `${feed.status.phase} at ${feed.position?.seq}`);
  const { isBehind: behind } = server.room;
  const { lastError } = server.room.inspect().archive;
  return `head ${head}, ${bots.filter((bot) => bot.busy).length} bots busy, archive ${behind ? `behind (${lastError})` : "level"}, readers ${waiting.join(", ")}`;
}
