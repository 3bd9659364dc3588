/**
 * `GET /v1/feeds/:feed/trades`: the ledger, newest first by when a trade was opened, which is also what `from` and `to` go by.
 * As JSON a page with a cursor; as CSV or NDJSON the whole of it where no limit is given, streamed.
 */
import { CSV_BOM, CSV_HEADER, tradeToCsv, isRefused, type Trade, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { accepts } from "hono/accepts";
import { listTrades, type TradeCursor } from "../../archive/trades.ts";
import { withKey } from "../auth/require.ts";
import { refuseExport } from "../auth/storm.ts";
import type { AppContext, AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import type { RoomClient } from "../room-client.ts";
import { stateToTrades, walkTrades, type Ledger } from "./ledger.ts";
import { NDJSON, answerStream } from "../http/lines.ts";
import { LIMIT_DEFAULT, readQuery } from "../http/query.ts";
import { askArchive, createSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";
import { encodeTradeCursor, queryToFilter, TRADES_QUERY } from "./trade-query.ts";

const CSV = "text/csv";
/** Queries that one JSON answer makes where its filter matches little. */
const ANSWER_QUERIES = 5;

export const tradeRoutes = new Hono<AppEnv>();

tradeRoutes.get("/v1/feeds/:feed/trades", withKey("subscribe", readTrades));

async function readTrades(c: KeyedContext): Promise<Answer> {
  const query = readQuery(new URL(c.req.url).searchParams, TRADES_QUERY);
  if (isRefused(query)) return query;
  const { cursor = null, limit, zone, bom = false } = query;
  const filter = queryToFilter(query);
  const supports = ["application/json", CSV, NDJSON];
  const media = accepts(c, { header: "Accept", supports, default: "application/json" });
  const tooMany = media === "application/json" ? null : await refuseExport(c.env, c.get("grant"));
  if (tooMany !== null) return tooMany;
  const watch = new Stopwatch();
  const ledger = await openLedger(c.env.DB, c.get("room"), watch);
  if (isRefused(ledger)) return ledger;
  const walk = (most: number) => walkTrades(ledger, { filter, after: cursor, limit: most });
  switch (media) {
    case CSV:
      return answerStream(
        c,
        toTexts(walk(limit ?? Infinity), (trade) => tradeToCsv(trade, zone), (bom ? CSV_BOM : "") + CSV_HEADER),
        {
          "Content-Type": `${CSV}; charset=utf-8; header=present`,
          "Content-Disposition": `attachment; filename="trades-${c.get("room").feed}.csv"`,
          Vary: "Accept",
        },
      );
    case NDJSON:
      return answerStream(
        c,
        toTexts(walk(limit ?? Infinity), (trade) => `${JSON.stringify(trade)}\n`),
        {
          "Content-Type": NDJSON,
          Vary: "Accept",
        },
      );
    default:
      return answerTrades(c, walk(limit ?? LIMIT_DEFAULT), watch);
  }
}

/** What the room knows, with the key's admission; its epoch says which rows count. */
async function openLedger(db: D1Database, room: RoomClient, watch: Stopwatch): Promise<Ledger | Refused> {
  const state = await watch.time("room", room.readState());
  const isRebuilding = isRefused(state) && state.problem.slug === "state-rebuilding";
  const stands = isRebuilding ? await createSources(db, room, watch).readRoom({ low: 0, high: 0 }) : state;
  if (isRefused(stands)) return stands;
  return {
    live: isRefused(state) ? null : stateToTrades(state.seq, state.text),
    list: (query) =>
      watch.time(
        "d1",
        askArchive(() => listTrades({ db, feed: room.feed, epoch: stands.epoch }, query)),
      ),
  };
}

async function answerTrades(c: AppContext, walk: ReturnType<typeof walkTrades>, watch: Stopwatch): Promise<Answer> {
  const trades: Trade[] = [];
  let next: TradeCursor | null = null;
  let queries = 0;
  for await (const page of walk) {
    if (isRefused(page)) return page;
    trades.push(...page.trades);
    ({ next } = page);
    queries += 1;
    if (queries === ANSWER_QUERIES) break;
  }
  watch.report(c);
  return c.body(JSON.stringify({ trades, next: next === null ? null : encodeTradeCursor(next) }), 200, {
    "Content-Type": "application/json",
    Vary: "Accept",
  });
}

async function* toTexts(
  walk: ReturnType<typeof walkTrades>,
  toText: (trade: Trade) => string,
  header = "",
): AsyncGenerator<string | Refused> {
  let start = header;
  for await (const page of walk) {
    if (isRefused(page)) return yield page;
    const text = start + page.trades.map(toText).join("");
    start = "";
    if (text !== "") yield text;
  }
}
