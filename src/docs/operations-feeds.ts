/**
 * Feeds, keys and tickets, described.
 */
import type { ProblemSlug } from "@fillcast/protocol";
import { flag, integer, json, list, object, ref, text, type Operation, type Parameter } from "./operation.ts";

const feed: Parameter = { name: "feed", in: "path", required: true, description: "The feed's id." };
const body: readonly ProblemSlug[] = [
  "empty-body",
  "malformed-json",
  "malformed-body",
  "unsupported-media-type",
  "invalid-body",
];
const keyed: readonly ProblemSlug[] = [
  "unauthenticated",
  "credentials-expired",
  "key-revoked",
  "forbidden",
  "wrong-scope",
  "feed-not-found",
  "room-overloaded",
];
const admin: readonly ProblemSlug[] = [...keyed, "feed-erased", "archive-unavailable"];
const listed = {
  type: "object",
  properties: { id: text, scope: text, bot: text, dryRun: flag, label: text, createdAt: integer, expiresAt: integer },
  required: ["id", "scope", "createdAt"],
};
const issued = {
  type: "object",
  properties: { ...listed.properties, key: text },
  required: [...listed.required, "key"],
};

export const feedOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/feeds",
    tag: "Manage",
    summary: "Create a feed",
    description: "Answers with the feed's first owner key, which is shown once.",
    scopes: ["admin"],
    body: { "application/json": ref("CreateFeed") },
    success: {
      status: 201,
      description: "Created.",
      content: json(object({ feed: text, region: text, epoch: text, id: text, key: text })),
    },
    problems: [
      "unauthenticated",
      "forbidden",
      ...body,
      "feed-exists",
      "feed-erased",
      "archive-unavailable",
      "room-overloaded",
    ],
  },
  {
    method: "delete",
    path: "/v1/feeds/{feed}",
    tag: "Manage",
    summary: "Erase a feed",
    description: "Room, archive and caches. The name is not given out again.",
    scopes: ["admin"],
    parameters: [feed],
    success: { status: 204, description: "Erased." },
    problems: [
      "unauthenticated",
      "forbidden",
      "feed-not-found",
      "feed-erased",
      "archive-unavailable",
      "room-overloaded",
    ],
  },
  {
    method: "post",
    path: "/v1/feeds/{feed}/keys",
    tag: "Manage",
    summary: "Issue a key",
    description: "The key is shown once and kept nowhere.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    body: { "application/json": ref("IssueKey") },
    success: { status: 201, description: "Issued.", content: json(issued) },
    problems: [...admin, ...body],
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/keys",
    tag: "Manage",
    summary: "List the keys",
    scopes: ["owner", "admin"],
    parameters: [feed],
    success: {
      status: 200,
      description: "All that were not revoked, oldest first.",
      content: json(object({ keys: list(listed) })),
    },
    problems: admin,
  },
  {
    method: "delete",
    path: "/v1/feeds/{feed}/keys/{id}",
    tag: "Manage",
    summary: "Revoke a key",
    description:
      "It is refused from the next request on, and the sockets and streams that it or a ticket of it opened are closed.",
    scopes: ["owner", "admin"],
    parameters: [feed, { name: "id", in: "path", required: true, description: "The key's id." }],
    success: { status: 204, description: "Revoked." },
    problems: [...admin, "key-not-found"],
  },
  {
    method: "post",
    path: "/v1/feeds/{feed}/tickets",
    tag: "Manage",
    summary: "Get a ticket for a browser",
    description: "Opens sockets and event streams for a minute, as often as one likes, and nothing else.",
    scopes: ["subscribe", "owner"],
    parameters: [feed],
    success: { status: 201, description: "The ticket.", content: json(object({ ticket: text, expiresAt: integer })) },
    problems: keyed,
  },
];
