/**
 * How the log and what follows from it are read, described.
 */
import type { ProblemSlug } from "@fillcast/protocol";
import { PAGE_QUERY } from "./pages.ts";
import { PROFIT_QUERY } from "./profit-query.ts";
import { EVENTS_QUERY } from "./reading.ts";
import { RECORDS_QUERY } from "./records.ts";
import { TRADES_QUERY } from "./trade-query.ts";
import {
  FEED_PARAMETER as feed,
  KEY_PROBLEMS,
  ROOM_PROBLEMS,
  describeQuery,
  list,
  nullable,
  object,
  optionalText,
  ref,
  text,
  type Operation,
} from "../docs/operation.ts";
import { cursor, epoch, seq } from "../docs/schemas.ts";

const keyed: readonly ProblemSlug[] = [...KEY_PROBLEMS, "feed-not-found", ...ROOM_PROBLEMS];
const archived: readonly ProblemSlug[] = [...keyed, "invalid-request", "archive-unavailable"];

/** The names are those of the machine that builds the description: the Worker knows some others too. */
const ZONE = { type: "string", enum: [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])] };
const TRADES = { ...TRADES_QUERY, zone: { ...TRADES_QUERY.zone, schema: ZONE } };
const PROFIT = { ...PROFIT_QUERY, zone: { ...PROFIT_QUERY.zone, schema: ZONE } };

export const historyOperations: readonly Operation[] = [
  {
    id: "readEvents",
    method: "get",
    path: "/v1/feeds/{feed}/events",
    tag: "Read",
    summary: "The events of a feed",
    description:
      "A filtered response may have few events and still have a `next`; only `next: null` is the end. `Accept: application/x-ndjson` streams lines.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      ...describeQuery(EVENTS_QUERY, {
        after: "Cursor: events after it.",
        before: "Cursor: events before it, newest first.",
        limit: "The maximum number; 100 by default, unlimited for NDJSON.",
        type: "Only these types.",
        bot: "Only these bots.",
        pair: "Only these pairs.",
        from: "At or after: ms since 1970, or ISO 8601.",
        to: "At or before: ms since 1970, or ISO 8601.",
        q: "Words, separated by spaces, that all occur in the event's texts.",
      }),
    ],
    success: {
      status: 200,
      description: "Events.",
      content: {
        "application/json": {
          schema: object({ events: list(ref("FeedEvent")), next: nullable(cursor), head: cursor }),
        },
        "application/x-ndjson": { schema: { type: "string", description: "One FeedEvent per line." } },
      },
      headers: ["X-Fillcast-Head", "X-Fillcast-Next"],
    },
    problems: [...archived, "position-expired"],
  },
  {
    id: "readPage",
    method: "get",
    path: "/v1/feeds/{feed}/pages/{page}",
    tag: "Read",
    summary: "A sealed page of 512 events",
    description: "Immutable: it can be cached forever, except with `copy`, which may return an open page.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      {
        name: "page",
        in: "path",
        required: true,
        description: "From 1.",
        schema: RECORDS_QUERY.page.schema,
        example: 1,
      },
      ...describeQuery(PAGE_QUERY, {
        epoch: "The epoch of the log; the current one by default.",
        copy: "room or archive: this copy unchanged, for verification.",
      }),
      {
        name: "If-None-Match",
        in: "header",
        description: "An ETag from an earlier response of this URL.",
        schema: text,
      },
    ],
    success: {
      status: 200,
      description: "The page.",
      content: { "application/json": { schema: ref("Page") } },
      headers: ["ETag"],
    },
    also: { status: 304, description: "Not modified.", headers: ["ETag"] },
    problems: [...archived, "page-not-found", "position-expired"],
  },
  {
    id: "readRecords",
    method: "get",
    path: "/v1/feeds/{feed}/records",
    tag: "Read",
    summary: "The archive's records with their chain",
    description: "Streams lines of JSON: a verifiable copy of the log, PROTOCOL.md §10.3.",
    scopes: ["subscribe", "owner"],
    parameters: [feed, ...describeQuery(RECORDS_QUERY, { page: "The first page to return, from 1." })],
    success: {
      status: 200,
      description: "Lines.",
      content: { "application/x-ndjson": { schema: { type: "string", description: "One record per line." } } },
      headers: ["X-Fillcast-Head", "X-Fillcast-Next"],
    },
    problems: archived,
  },
  {
    id: "readTrades",
    method: "get",
    path: "/v1/feeds/{feed}/trades",
    tag: "Read",
    summary: "The ledger of trades",
    description: "`Accept: text/csv` or `application/x-ndjson` exports the whole ledger if there is no limit.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      ...describeQuery(TRADES, {
        zone: "The time zone of the instants in CSV; UTC by default.",
        bom: "1: the CSV begins with a byte order mark, as Excel wants it.",
        status: "Only trades with this status.",
        bot: "Only these bots.",
        pair: "Only these pairs.",
        from: "Opened at or after: ms since 1970, or ISO 8601.",
        to: "Opened at or before: ms since 1970, or ISO 8601.",
        cursor: "The `next` of the previous response.",
        limit: "The maximum number; 100 by default, unlimited for exports.",
      }),
    ],
    success: {
      status: 200,
      description: "Trades, newest first.",
      content: {
        "application/json": { schema: object({ trades: list(ref("Trade")), next: optionalText }) },
        "application/x-ndjson": { schema: { type: "string", description: "One Trade per line." } },
        "text/csv": { schema: text },
      },
    },
    problems: archived,
  },
  {
    id: "readProfit",
    method: "get",
    path: "/v1/feeds/{feed}/profit",
    tag: "Read",
    summary: "Realised profit, added up by groups",
    description:
      "Exact sums of the whole ledger at the position `seq`, for each trading mode and stake currency. `complete: false` means that the archive does not have everything yet: ask again.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      ...describeQuery(PROFIT, {
        by: "Groupings: each adds a list to `groups`. Two joined by a point are crossed: `bot.day`.",
        mode: "Only trades with this mode.",
        currency: "Only these stake currencies.",
        bot: "Only these bots.",
        pair: "Only these pairs.",
        from: "Realised at or after: ms since 1970, or ISO 8601.",
        to: "Realised at or before: ms since 1970, or ISO 8601.",
        zone: "The time zone of days and hours; UTC by default.",
      }),
    ],
    success: {
      status: 200,
      description: "The sums.",
      content: { "application/json": { schema: ref("Profit") } },
    },
    problems: [...archived, "state-rebuilding"],
  },
  {
    id: "readSummary",
    method: "get",
    path: "/v1/feeds/{feed}/summary",
    tag: "Read",
    summary: "The state, with its position",
    description: "At most a minute old. A socket can continue from its position.",
    scopes: ["subscribe", "owner"],
    parameters: [feed],
    success: {
      status: 200,
      description: "The state.",
      content: {
        "application/json": {
          schema: object({
            epoch,
            seq,
            at: { type: "integer" },
            state: ref("State"),
            vitals: {
              type: "object",
              additionalProperties: ref("Vitals"),
              description: "By bot; of those behind a relay.",
            },
          }),
        },
      },
    },
    problems: [...keyed, "state-rebuilding"],
  },
];
