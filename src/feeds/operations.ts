/**
 * Feeds, keys and tickets, described.
 */
import { BOT_PATTERN, DEFAULT_QUOTAS, type ProblemSlug } from "@fillcast/protocol";
import { REGIONS } from "./region.ts";
import { IF_MATCH } from "./settings-schema.ts";
import {
  FEED_PARAMETER as feed,
  KEY_PROBLEMS,
  ROOM_PROBLEMS,
  flag,
  integer,
  json,
  list,
  nullable,
  object,
  optionalInteger,
  ref,
  text,
  type Content,
  type Operation,
} from "../docs/operation.ts";
import { epoch, feedId } from "../docs/schemas.ts";

const body: readonly ProblemSlug[] = [
  "empty-body",
  "malformed-json",
  "malformed-body",
  "body-too-large",
  "unsupported-media-type",
  "invalid-body",
];
const keyed: readonly ProblemSlug[] = [...KEY_PROBLEMS, "feed-not-found", ...ROOM_PROBLEMS];
const managed: readonly ProblemSlug[] = [...keyed, "feed-erased", "archive-unavailable"];
const takes = (name: string, example: object): Content => ({ "application/json": { schema: ref(name), example } });
const quotas = (names: object) =>
  object(Object.fromEntries(Object.keys(names).map((name) => [name, nullable(integer)])));
const listed = {
  type: "object",
  properties: {
    id: text,
    scope: { type: "string", enum: ["publish", "subscribe", "inspect", "owner"] },
    bot: text,
    dryRun: flag,
    label: text,
    createdAt: integer,
    expiresAt: integer,
    issuedBy: text,
  },
  required: ["id", "scope", "createdAt"],
};
const span = object({ mode: { type: "string", enum: ["live", "dry"] }, from: optionalInteger, to: optionalInteger });
const settings = object({
  feed: feedId,
  version: integer,
  bots: {
    type: "object",
    additionalProperties: {
      type: "object",
      properties: { name: text, group: text, hidden: flag, since: { type: "integer", description: "ms since 1970" } },
    },
  },
});
const issued = {
  type: "object",
  properties: { ...listed.properties, key: text },
  required: [...listed.required, "key"],
};

export const feedOperations: readonly Operation[] = [
  {
    id: "createFeed",
    method: "post",
    path: "/v1/feeds",
    tag: "Manage",
    summary: "Create a feed",
    description: "Returns the feed's first owner key, which is shown only once.",
    scopes: ["admin"],
    body: takes("CreateFeed", { feed: "alice" }),
    success: {
      status: 201,
      description: "Created.",
      content: json(
        object({ feed: feedId, region: { type: "string", enum: ["auto", ...REGIONS] }, epoch, id: text, key: text }),
      ),
    },
    problems: [...managed, ...body, "feed-exists"],
  },
  {
    id: "changeFeed",
    method: "patch",
    path: "/v1/feeds/{feed}",
    tag: "Manage",
    summary: "Set a feed's quotas",
    description:
      "`default`, `none`, or the quotas that differ from the defaults, by name; null for no limit. The response has all quotas. `GET /v1/rooms/{feed}` shows them with the current usage.",
    scopes: ["admin"],
    parameters: [feed],
    body: takes("ChangeFeed", { limits: { key: { sockets: 8 } } }),
    success: {
      status: 200,
      description: "Set.",
      content: json(
        object({
          feed: feedId,
          limits: object({ key: quotas(DEFAULT_QUOTAS.key), feed: quotas(DEFAULT_QUOTAS.feed) }),
        }),
      ),
    },
    problems: [...managed, ...body],
  },
  {
    id: "eraseFeed",
    method: "delete",
    path: "/v1/feeds/{feed}",
    tag: "Manage",
    summary: "Erase a feed",
    description: "Erases room, archive and caches. The name cannot be used again.",
    scopes: ["admin"],
    parameters: [feed],
    success: { status: 204, description: "Erased." },
    problems: [...keyed, "archive-unavailable"],
  },
  {
    id: "rebuildState",
    method: "post",
    path: "/v1/feeds/{feed}/rebuild",
    tag: "Manage",
    summary: "Rebuild a feed's state",
    description:
      "Rebuilds bots, trades, totals and the ledger from the log, which does not change. Meanwhile events are stored and delivered, the summary answers `state-rebuilding`, and sockets get the new snapshot when it is ready. At most once a minute.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    success: {
      status: 202,
      description: "The rebuild has started or is already running.",
      content: json(object({ feed: feedId, state: { const: "rebuilding" } })),
    },
    problems: managed,
  },
  {
    id: "dismissTrade",
    method: "post",
    path: "/v1/feeds/{feed}/trades/dismissal",
    tag: "Manage",
    summary: "Dismiss a trade",
    description:
      "Ends a trade whose bot never reported its end: it becomes `orphaned` (`cancelled` if nothing was filled) and `dismissed`. With `dismissed` false, restores it. A later message of the bot about the trade also restores it. Stored as a `trade_dismissed` or `trade_restored` event.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    body: takes("DismissTrade", { key: "spot-1:41:2026-11-24T06:00:03.123456Z", dismissed: true }),
    success: {
      status: 200,
      description: "Done; `seq` is null if nothing changed.",
      content: json(object({ feed: feedId, key: text, dismissed: flag, seq: optionalInteger })),
    },
    problems: [...managed, ...body, "not-found", "state-rebuilding"],
  },
  {
    id: "setMode",
    method: "post",
    path: "/v1/feeds/{feed}/bots/{bot}/mode",
    tag: "Manage",
    summary: "Set a bot's mode",
    description:
      "Sets the mode of the bot's trades that were opened within the span to `live` or `dry`, regardless of the bot and its key. State and ledger are rebuilt. A later call overrides earlier ones where they overlap; `mode` null clears them. Stored as a `mode_set` event.",
    scopes: ["owner", "admin"],
    parameters: [
      feed,
      {
        name: "bot",
        in: "path",
        required: true,
        description: "The bot's name.",
        schema: { type: "string", pattern: BOT_PATTERN.source },
        example: "spot-1",
      },
    ],
    body: takes("SetMode", { mode: "dry", from: "2026-03-01", to: null }),
    success: {
      status: 200,
      description: "Done; `seq` is null if nothing changed. `spans` has all current spans of the bot.",
      content: json(object({ feed: feedId, bot: text, seq: optionalInteger, spans: list(span) })),
    },
    problems: [...managed, ...body, "not-found", "invalid-request", "state-rebuilding"],
  },
  {
    id: "readSettings",
    method: "get",
    path: "/v1/feeds/{feed}/settings",
    tag: "Read",
    summary: "Read the settings",
    description: "What an owner has set about bots, for all readers: a shown name, a group, and the like.",
    scopes: ["subscribe", "owner", "admin"],
    parameters: [feed],
    success: { status: 200, description: "The settings.", content: json(settings), headers: ["ETag"] },
    problems: managed,
  },
  {
    id: "changeSettings",
    method: "put",
    path: "/v1/feeds/{feed}/settings",
    tag: "Manage",
    summary: "Replace the settings",
    description:
      "Replaces the settings of all bots. `If-Match` has the `ETag` that was read, so that nobody replaces a change that they have not seen; `*` replaces any version. The bots' own names stay in events, state and ledger.",
    scopes: ["owner", "admin"],
    parameters: [
      feed,
      {
        name: "If-Match",
        in: "header",
        required: true,
        description: "The ETag of the settings that you have read, or `*`.",
        schema: { type: "string", pattern: IF_MATCH.source },
        example: "*",
      },
    ],
    body: takes("ChangeSettings", { bots: { "spot-1": { name: "Grid on ETH", group: "Spot" } } }),
    success: { status: 200, description: "The settings from now on.", content: json(settings), headers: ["ETag"] },
    problems: [...managed, ...body, "invalid-request", "settings-changed"],
  },
  {
    id: "issueKey",
    method: "post",
    path: "/v1/feeds/{feed}/keys",
    tag: "Manage",
    summary: "Issue a key",
    description: "The key is shown only once and is not stored.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    body: takes("IssueKey", { scope: "publish", bot: "spot-1", dryRun: true }),
    success: { status: 201, description: "Issued.", content: json(issued) },
    problems: [...managed, ...body],
  },
  {
    id: "listKeys",
    method: "get",
    path: "/v1/feeds/{feed}/keys",
    tag: "Manage",
    summary: "List the keys",
    scopes: ["owner", "admin"],
    parameters: [feed],
    success: {
      status: 200,
      description: "All keys that were not revoked, oldest first.",
      content: json(object({ keys: list(listed) })),
    },
    problems: managed,
  },
  {
    id: "revokeKey",
    method: "delete",
    path: "/v1/feeds/{feed}/keys/{id}",
    tag: "Manage",
    summary: "Revoke a key",
    description:
      "The key is refused from the next request on. Sockets and streams opened with it or its tickets are closed.",
    scopes: ["owner", "admin"],
    parameters: [
      feed,
      {
        name: "id",
        in: "path",
        required: true,
        description: "The key's id.",
        schema: { type: "string", minLength: 1 },
        example: "0a1b2c3d4e5f60718293",
      },
    ],
    success: { status: 204, description: "Revoked." },
    problems: [...managed, "key-not-found"],
  },
  {
    id: "issueTicket",
    method: "post",
    path: "/v1/feeds/{feed}/tickets",
    tag: "Manage",
    summary: "Get a ticket for a browser",
    description: "For a minute, a ticket opens any number of sockets and event streams, and nothing else.",
    scopes: ["subscribe", "owner"],
    parameters: [feed],
    success: { status: 201, description: "The ticket.", content: json(object({ ticket: text, expiresAt: integer })) },
    problems: keyed,
  },
];
