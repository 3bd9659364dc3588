/**
 * Share links, described: what an owner does with them, and what everybody may ask who has one.
 */
import type { ProblemSlug } from "@fillcast/protocol";
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
  optionalText,
  ref,
  text,
  type Operation,
  type Parameter,
} from "../docs/operation.ts";

const managed: readonly ProblemSlug[] = [
  ...KEY_PROBLEMS,
  "feed-not-found",
  ...ROOM_PROBLEMS,
  "feed-erased",
  "archive-unavailable",
];
const body: readonly ProblemSlug[] = [
  "empty-body",
  "malformed-json",
  "malformed-body",
  "body-too-large",
  "unsupported-media-type",
  "invalid-body",
];
const share = object({
  id: text,
  url: { type: "string", format: "uri" },
  label: optionalText,
  title: optionalText,
  bots: nullable(list(text)),
  names: flag,
  amounts: flag,
  openTrades: flag,
  delayS: integer,
  createdAt: integer,
  expiresAt: optionalInteger,
  issuedBy: text,
});
const mode = { type: "string", enum: ["live", "dry", "unknown"] };
const direction = { type: "string", enum: ["long", "short"] };
const figures = {
  closed: integer,
  wins: integer,
  losses: integer,
  unrated: integer,
  ratio: text,
  best: optionalText,
  worst: optionalText,
  drawdown: text,
};
const money = object({
  currency: text,
  closed: integer,
  realised: text,
  best: text,
  worst: text,
  drawdown: text,
});
const book = {
  type: "object",
  properties: {
    mode,
    ...figures,
    month: object(figures),
    days: list(object({ day: { type: "string", format: "date" }, ratio: text, closed: integer })),
    money: list(money),
  },
  required: ["mode", ...Object.keys(figures), "month", "days"],
};
const trade = { bot: optionalText, mode, pair: text, direction, openedAt: integer };
const closed = {
  type: "object",
  properties: { ...trade, closedAt: integer, ratio: optionalText, realised: optionalText, currency: text },
  required: [...Object.keys(trade), "closedAt", "ratio"],
};
const open = {
  type: "object",
  properties: { ...trade, move: optionalText, stake: optionalText, currency: text },
  required: [...Object.keys(trade), "move"],
};
const view = object({
  at: integer,
  expiresAt: optionalInteger,
  title: optionalText,
  amounts: flag,
  delayS: integer,
  openedFrom: optionalInteger,
  books: list(book),
  closed: list(closed),
  open: nullable(list(open)),
});
const token: Parameter = {
  name: "token",
  in: "path",
  required: true,
  description: "The link's token.",
  schema: { type: "string", minLength: 1 },
};
const shared: readonly ProblemSlug[] = [
  "not-found",
  "share-ended",
  "rate-limited",
  "room-unreachable",
  "state-rebuilding",
  "version-skew",
];
const COPIED =
  "Percentages alone, whatever the link shows. Caches may keep it for a minute, and not beyond the link's end; after a revocation a copy elsewhere lives on for what is left of that minute.";

export const shareOperations: readonly Operation[] = [
  {
    id: "makeShare",
    method: "post",
    path: "/v1/feeds/{feed}/shares",
    tag: "Manage",
    summary: "Make a share link",
    description:
      "A read-only page for everybody who has the link. `amounts` false shows percentages alone; `names` false shows numbers for bots; `delayS` hides what is younger; `bots` null means all bots, also later ones. `label` is for the owner, `title` stands above the page. The terms of a link never change: revoke it and make another one.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    body: {
      "application/json": {
        schema: ref("MakeShare"),
        example: { label: "Forum", amounts: false, openTrades: false, delayS: 900, expiresIn: 2_592_000 },
      },
    },
    success: { status: 201, description: "Made; `url` is its address.", content: json(share) },
    problems: [...managed, ...body, "too-many-shares"],
  },
  {
    id: "listShares",
    method: "get",
    path: "/v1/feeds/{feed}/shares",
    tag: "Manage",
    summary: "List the share links",
    scopes: ["owner", "admin"],
    parameters: [feed],
    success: {
      status: 200,
      description: "All links that have not ended, oldest first.",
      content: json(object({ shares: list(share) })),
    },
    problems: managed,
  },
  {
    id: "revokeShare",
    method: "delete",
    path: "/v1/feeds/{feed}/shares/{id}",
    tag: "Manage",
    summary: "Revoke a share link",
    description: "The link is refused from now on, and open pages of it are emptied.",
    scopes: ["owner", "admin"],
    parameters: [
      feed,
      {
        name: "id",
        in: "path",
        required: true,
        description: "The link's id.",
        schema: { type: "string", minLength: 1 },
        example: "q3cKpS1vT0yfWmUe2lRZ4A",
      },
    ],
    success: { status: 204, description: "Revoked." },
    problems: [...managed, "share-not-found"],
  },
  {
    id: "openShare",
    method: "get",
    path: "/s/{token}",
    tag: "Read",
    summary: "Open a shared page",
    description: "For people. It keeps itself current by a socket of its own.",
    scopes: [],
    parameters: [token],
    success: { status: 200, description: "A page.", content: { "text/html": { schema: text } } },
    problems: shared,
  },
  {
    id: "readShare",
    method: "get",
    path: "/s/{token}/data",
    tag: "Read",
    summary: "Read a shared view",
    description:
      "What the page shows. Ratios are decimal texts: `0.0125` is 1.25 %. `ratio` of a book adds up the closed trades' own ratios, each of its own stake; it is not the growth of an account. `at` is when it was last current, less the delay.",
    scopes: [],
    parameters: [token],
    success: { status: 200, description: "The view.", content: json(view) },
    problems: shared,
  },
  {
    id: "readShareBadge",
    method: "get",
    path: "/s/{token}/badge.svg",
    tag: "Read",
    summary: "The badge of a share link",
    description: `The newest 30 days in percent. ${COPIED}`,
    scopes: [],
    parameters: [token],
    success: { status: 200, description: "An image.", content: { "image/svg+xml": { schema: text } } },
    problems: shared,
  },
  {
    id: "embedShare",
    method: "get",
    path: "/s/{token}/embed",
    tag: "Read",
    summary: "A share link as one line for an iframe",
    description: `The only page here that other sites may frame. ${COPIED}`,
    scopes: [],
    parameters: [token],
    success: { status: 200, description: "A page of one line.", content: { "text/html": { schema: text } } },
    problems: shared,
  },
  {
    id: "readSharePreview",
    method: "get",
    path: "/s/{token}/preview.png",
    tag: "Read",
    summary: "The preview image of a share link",
    description: `1200 by 630 pixels, for chats and networks. ${COPIED}`,
    scopes: [],
    parameters: [token],
    success: {
      status: 200,
      description: "An image.",
      content: { "image/png": { schema: { type: "string", contentEncoding: "binary" } } },
    },
    problems: shared,
  },
  {
    id: "watchShare",
    method: "get",
    path: "/s/{token}/live",
    tag: "Read",
    summary: "The socket of a shared page",
    description: "For the page alone: its frames are the page's parts and may change with any version.",
    scopes: [],
    parameters: [token],
    success: { status: 101, description: "A socket." },
    problems: [...shared, "upgrade-required"],
  },
];
