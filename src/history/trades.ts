/**
 * `GET /v1/feeds/:feed/trades`: the ledger, newest first by when a trade was opened, which is also what `from` and `to` go by.
 * As JSON a page with a cursor; as CSV or NDJSON the whole of it where no limit is given, streamed.
 */
import type { Trade } from "@fillcast/protocol";
import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { RPC_VERSION, type Caller, type Refused } from "../../parties/feed/rpc.ts";
import { listTrades, type TradeCursor } from "../archive/trades.ts";
import { authenticate } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { callRoom } from "../call-room.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { CSV, CSV_HEADER, tradeToCsv } from "./csv.ts";
import { stateToTrades, walkTrades, type Ledger, type LiveTrades } from "./ledger.ts";
import { NDJSON, answerStream } from "./lines.ts";
import { LIMIT_DEFAULT, readQuery } from "./query.ts";
import { askArchive, createSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";
import { encodeTradeCursor, queryToFilter, TRADES_QUERY } from "./trade-query.ts";

/** Queries that one JSON answer makes where its filter matches little. */
const ANSWER_QUERIES = 5;

export const tradeRoutes = new Hono<AppEnv>();

tradeRoutes.get("/v1/feeds/:feed/trades", async (c) => {
  const grant = authenticate(c, apiCredential(c), "subscribe", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const query = readQuery(new URL(c.req.url).searchParams, TRADES_QUERY);
  if (query.kind === "refused") return answerProblem(c, query.problem);
  const { cursor = null, limit } = query.value;
  const filter = queryToFilter(query.value);
  const watch = new Stopwatch();
  const ledger = await openLedger(c, grant.feed, { kind: "key", id: grant.keyId }, watch);
  if (ledger.kind === "refused") return answerProblem(c, ledger.problem);
  const walk = (most: number) => walkTrades(ledger, filter, cursor, most);
  switch (accepts(c, { header: "Accept", supports: ["application/json", CSV, NDJSON], default: "application/json" })) {
    case CSV:
      return answerStream(c, toTexts(walk(limit ?? Infinity), tradeToCsv, CSV_HEADER), {
        "Content-Type": `${CSV}; charset=utf-8; header=present`,
        "Content-Disposition": `attachment; filename="trades-${grant.feed}.csv"`,
        Vary: "Accept",
      });
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
});

/** What the room knows, with the key's admission; its epoch says which rows count. */
async function openLedger(
  c: AppContext,
  feed: string,
  caller: Caller,
  watch: Stopwatch,
): Promise<({ readonly kind: "ledger" } & Ledger) | Refused> {
  const call = callRoom(c.env, feed, (room) => room.readState({ v: RPC_VERSION, caller }));
  const state = await watch.time("room", call);
  let live: LiveTrades | null = null;
  let stands: { readonly epoch: string } | Refused = state;
  if (state.kind === "state") live = stateToTrades(state.seq, state.text);
  else if (state.problem.slug === "state-rebuilding") {
    stands = await createSources(c.env, feed, caller, watch).readRoom({ low: 0, high: 0 });
  }
  if ("problem" in stands) return stands;
  const { epoch } = stands;
  return {
    kind: "ledger",
    live,
    list: (filter, after, limit) =>
      watch.time(
        "d1",
        askArchive(() => listTrades(c.env.DB, feed, epoch, filter, after, limit)),
      ),
  };
}

async function answerTrades(c: AppContext, walk: ReturnType<typeof walkTrades>, watch: Stopwatch): Promise<Response> {
  const trades: Trade[] = [];
  let next: TradeCursor | null = null;
  let queries = 0;
  for await (const page of walk) {
    if (page.kind === "refused") return answerProblem(c, page.problem);
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
    if (page.kind === "refused") return yield page;
    const text = start + page.trades.map(toText).join("");
    start = "";
    if (text !== "") yield text;
  }
}
