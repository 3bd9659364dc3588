/**
 * `GET /v1/feeds/:feed/profit`: realised profit by groups, added up from the whole ledger and exact at a position of the log. The
 * room is always asked, which admits the key and says whether anything has changed; from the cache if nothing has. Else one
 * query reads the archive's rows, two where there are very many, and the state's own trades take the place of older rows.
 */
import { isRefused, PROFIT_TRADES_MAX, refuse, type FeedState, type Profit, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { StateRead } from "../../parties/feed/rpc.ts";
import { sha256, toHex } from "../../archive/sha256.ts";
import {
  listBookedTrades,
  tradeToCursor,
  type BookedPage,
  type BookedTrade,
  type TradeCursor,
} from "../../archive/trades.ts";
import { withKey } from "../auth/require.ts";
import { refuseExport } from "../auth/storm.ts";
import type { AppContext, AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import { cacheKey, readCache, writeCache, type Label } from "./cache.ts";
import { ProfitFold, type ProfitQuestion } from "./profit-fold.ts";
import { PROFIT_QUERY, queryToQuestion } from "./profit-query.ts";
import { askArchive } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Rows of one query, of a few hundred bytes each. */
const ROWS_PER_READ = 20_000;
/** A day: an answer is used only while nothing has changed, and a feed without trades keeps it. */
const CACHED_S = 24 * 60 * 60;
/** Counts what an answer has gained: one of an earlier version stays in the cache until something changes. */
const FORM = 2;

export const profitRoutes = new Hono<AppEnv>();

profitRoutes.get("/v1/feeds/:feed/profit", withKey("subscribe", readProfit));

async function readProfit(c: KeyedContext): Promise<Answer> {
  const query = readQuery(new URL(c.req.url).searchParams, PROFIT_QUERY);
  if (isRefused(query)) return query;
  const question = queryToQuestion(query);
  const watch = new Stopwatch();
  const { feed } = c.get("grant");
  const read = await watch.time("room", c.get("room").readState());
  if (isRefused(read)) return read;
  const state = JSON.parse(read.text) as FeedState;
  const key = cacheKey("profit", feed, digestOf(JSON.stringify([FORM, question])));
  const cached = await watch.time("kv", readCache(c.env.CACHE, key, labelOf(feed, read, state)));
  if (cached !== null) return answerProfit(c, read, cached.text, watch);
  const tooMany = await refuseExport(c.env, c.get("grant"));
  if (tooMany !== null) return tooMany;
  const sums = await addUp(c, { read, state }, question, watch);
  if (isRefused(sums)) return sums;
  const text = JSON.stringify(sums.profit).slice(1);
  if (sums.profit.complete) {
    const label = labelOf(feed, sums.at.read, sums.at.state);
    c.executionCtx.waitUntil(writeCache(c.env.CACHE, key, { label, text }, CACHED_S));
  }
  return answerProfit(c, sums.at.read, text, watch);
}

/** The room's state, as it was read and as it is. */
interface StateAt {
  readonly read: StateRead;
  readonly state: FeedState;
}

type Sums = Omit<Profit, "epoch" | "seq" | "at">;

/** The sums, and the state at which they are exact. */
async function addUp(
  c: KeyedContext,
  first: StateAt,
  question: ProfitQuestion,
  watch: Stopwatch,
): Promise<{ readonly profit: Sums; readonly at: StateAt } | Refused> {
  const room = c.get("room");
  const archive = { db: c.env.DB, feed: room.feed, epoch: first.read.epoch };
  const rows: BookedTrade[] = [];
  let after: TradeCursor | null = null;
  for (let looked = 0; looked < PROFIT_TRADES_MAX; looked += ROWS_PER_READ) {
    const from: TradeCursor | null = after;
    const page: BookedPage | Refused = await watch.time(
      "d1",
      askArchive(() => listBookedTrades(archive, from, ROWS_PER_READ)),
    );
    if (isRefused(page)) return page;
    rows.push(...page.trades);
    after = page.next;
    if (after === null) break;
  }
  const at = await stateAsNewAs(rows, first, () => watch.time("room", room.readState()));
  if (isRefused(at)) return at;
  const fold = new ProfitFold(question);
  const openedFrom = after?.openedAtMs ?? null;
  for (const row of rows) if (!Object.hasOwn(at.state.trades, row.key)) fold.add(row);
  for (const trade of Object.values(at.state.trades))
    if (openedFrom === null || tradeToCursor(trade).openedAtMs >= openedFrom) fold.add(trade);
  const complete = openedFrom === null && fold.agreesWith(at.state.totals);
  return { profit: { complete, openedFrom, ...fold.answer }, at };
}

/** The state that the rows are not ahead of, so that the sums are those of its position: the room may have archived more since. */
async function stateAsNewAs(
  rows: readonly BookedTrade[],
  first: StateAt,
  readAgain: () => Promise<StateRead | Refused>,
): Promise<StateAt | Refused> {
  if (rows.every(({ updatedSeq }) => updatedSeq <= first.read.seq)) return first;
  const read = await readAgain();
  if (isRefused(read)) return read;
  if (read.epoch !== first.read.epoch)
    return refuse("state-rebuilding", "The feed began a new log during the request. Retry it.", { retryAfterS: 1 });
  return { read, state: JSON.parse(read.text) as FeedState };
}

/** What an answer rests on: while it is the same, so are the sums. */
function labelOf(feed: string, { epoch }: StateRead, { trades, totals }: FeedState): Label {
  let changed = 0;
  for (const { updatedSeq } of Object.values(trades)) changed = Math.max(changed, updatedSeq);
  return { feed, epoch, changed, totals: digestOf(JSON.stringify(totals)) };
}

function digestOf(text: string): string {
  return toHex(sha256(Buffer.from(text)));
}

/** `rest` is the answer's JSON without its position and its first brace. */
function answerProfit(c: AppContext, { epoch, seq, at }: StateRead, rest: string, watch: Stopwatch): Response {
  watch.report(c);
  return c.body(`{"epoch":"${epoch}","seq":${seq},"at":${at},${rest}`, 200, { "Content-Type": "application/json" });
}
