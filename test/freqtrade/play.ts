/**
 * One bot's run, from a feed of its own to the comparison: spot or futures. What is also held: every message of the bot arrived
 * with all members of its block, and a liquidation warning stands in the state for as long as it is one.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Trade } from "@fillcast/protocol";
import { connect, type Feed, type TradeEvent } from "fillcast";
import { configBlock } from "../../dashboard/src/connect/paste-block.ts";
import { createFeed, createKey } from "../support/api.ts";
import type { StartedServer } from "../support/start-server.ts";
import { type Bot, type Market, startBot } from "./bot.ts";
import { compare, type Comparison, type Difference } from "./compare.ts";
import { startExchange } from "./exchange.ts";
import { isBefore, rangeOf } from "./options.ts";
import { until } from "./python-process.ts";
import { endanger, type Floor, tradeFutures, tradeSpot } from "./trading.ts";

export interface Stage {
  readonly version: string;
  readonly python: string;
  readonly folder: string;
  readonly server: StartedServer;
  /** Of what is left to chance. */
  readonly seed: number;
}
export interface Outcome extends Comparison {
  readonly market: Market;
  /** How its messages came. */
  readonly way: "webhook" | "relay";
}

/** The first version that warns of liquidation. */
const WARNS_SINCE = "2026.9";
const LEVEL_WAIT_MS = 10_000;
const WARNING_WAIT_MS = 15_000;

interface Run extends Floor {
  /** A reader of the bot's feed, with its state. */
  readonly reader: Feed;
}

export function playSpot(stage: Stage): Promise<Outcome> {
  return play(stage, "spot", async (run) => {
    await tradeSpot(run);
    return [];
  });
}

export function playFutures(stage: Stage): Promise<Outcome> {
  return play(stage, "futures", async (run) => {
    await tradeFutures(run);
    return comeNearLiquidation(run, !isBefore(stage.version, WARNS_SINCE));
  });
}

async function play(
  { python, server, version, folder: parent }: Stage,
  market: Market,
  trade: (run: Run) => Promise<readonly Difference[]>,
): Promise<Outcome> {
  const folder = join(parent, market);
  const feed = `ft-${version.replaceAll(".", "-")}-${market}`;
  const owner = await createFeed(server.origin, server.adminToken, feed);
  const key = await createKey(server.origin, owner, feed, { scope: "publish", bot: market, dryRun: true });
  const events: TradeEvent[] = [];
  const reader = connect({ url: server.origin, feed, token: owner, state: true });
  reader.on("event", (event) => void events.push(event));
  const heardFills = (pair: string, id: number): number =>
    events.filter(
      (event) =>
        (event.type === "entry_fill" || event.type === "exit_fill") &&
        event.pair === pair &&
        event.trade?.id === String(id),
    ).length;
  const exchange = await startExchange(python, parent);
  try {
    const since = rangeOf(version);
    const hook = { target: { origin: server.origin, bot: market, key }, since };
    const bot = await startBot({ python, folder, market, exchange: exchange.origin, hook });
    try {
      const found = await trade({ bot, exchange, reader, heardFills });
      const ledger = (): Promise<readonly Trade[]> => readLedger(`${server.origin}/v1/feeds/${feed}/trades`, owner);
      const { compared, differences } = await compareWhenLevel(bot, reader, ledger);
      const lost = [...missingMembers(events, configBlock(null, since)), ...lostMessages(bot.log())];
      return { market, way: "webhook", compared, differences: [...differences, ...found, ...lost] };
    } finally {
      await bot.stop();
      await writeFile(join(folder, "bot.log"), bot.log());
      await writeFile(join(folder, "events.ndjson"), events.map((event) => JSON.stringify(event)).join("\n"));
    }
  } finally {
    await exchange.stop();
    reader.close();
  }
}

export async function readLedger(url: string, key: string): Promise<readonly Trade[]> {
  const answer = await fetch(`${url}?limit=1000`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`The ledger cannot be read: ${await answer.text()}`);
  const { trades }: { readonly trades: readonly Trade[] } = await answer.json();
  return trades;
}

/** The last message may be on its way, and the ledger some seconds behind: only what stays different is. */
export async function compareWhenLevel(
  bot: Bot,
  reader: Feed,
  readTrades: () => Promise<readonly Trade[]>,
  waitMs = LEVEL_WAIT_MS,
): Promise<Comparison> {
  const ask = async (): Promise<Comparison> => {
    const books = await bot.books();
    const trades = await readTrades();
    if (reader.state === null) throw new Error("The reader has no state.");
    return compare(trades, reader.state, books);
  };
  const findEqual = async (): Promise<Comparison | null> => {
    const comparison = await ask();
    return comparison.differences.length === 0 ? comparison : null;
  };
  return until("all is equal", findEqual, waitMs).catch(ask);
}

/** Near, away and near again, and gone: what the state says at each point. */
async function comeNearLiquidation(run: Run, warns: boolean): Promise<readonly Difference[]> {
  const { bot, reader } = run;
  const { id, pair, leave, add, closed } = await endanger(run);
  const differences: Difference[] = [];
  const count = (): number => {
    const warnings = reader.state?.bots[bot.market]?.liquidationWarnings ?? [];
    return warnings.filter((warning) => warning.trade === String(id) && warning.pair === pair).length;
  };
  const hold = async (when: string, wanted: number): Promise<void> => {
    await until(when, async () => count() === wanted, WARNING_WAIT_MS).catch(() => {
      differences.push({ what: `warnings ${when}`, ours: String(count()), books: String(wanted) });
    });
  };
  if (warns) {
    await leave(0.15);
    await hold("near liquidation", 1);
    await leave(0.6);
    await add();
    await hold("after it got away", 0);
    // Less than half of what it was, so that the bot warns even if it has not looked in between; and above the liquidation
    // price before the addition, by which its loop may still go: it would sell the part that it knows of.
    await leave(0.07);
    await hold("near liquidation again", 1);
  }
  await leave(-0.01);
  await closed();
  await hold("after liquidation", 0);
  return differences;
}

/** Members of the block that an event of its type does not have. */
function missingMembers(events: readonly TradeEvent[], block: string): Difference[] {
  const { webhook } = JSON.parse(`{${block}}`) as { readonly webhook: { readonly [type: string]: object } };
  return events
    .filter((event) => event.source === "freqtrade")
    .flatMap(({ type, data, seq }) =>
      Object.keys(webhook[type] ?? {})
        .filter((member) => member !== "type" && !(member in data))
        .map((member) => ({ what: `event ${seq} ${type}: ${member}`, ours: "missing", books: "in the block" })),
    );
}

/** What the bot's log says of messages that it could not send. */
function lostMessages(log: string): Difference[] {
  return [...log.matchAll(/^.*(?:Problem calling Webhook|Could not call webhook).*$/gm)].map(([line]) => ({
    what: "the bot's log",
    ours: line,
    books: "no such line",
  }));
}
