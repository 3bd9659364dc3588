/**
 * Every route of the API. The descriptions are beside the routes; a test compares this list with what the Worker mounts.
 */
import { alertOperations } from "../alerts/operations.ts";
import { feedOperations } from "../feeds/operations.ts";
import { historyOperations } from "../history/operations.ts";
import { publishOperations } from "../ingest/operations.ts";
import { inspectOperations } from "../inspect/operations.ts";
import { liveOperations } from "../live/operations.ts";
import { shareOperations } from "../share/operations.ts";
import { json, text, type Operation } from "./operation.ts";

/** Those of docs/routes.ts. */
const docsOperations: readonly Operation[] = [
  {
    id: "readOpenapi",
    method: "get",
    path: "/openapi.json",
    tag: "About",
    summary: "This description as OpenAPI",
    scopes: [],
    success: {
      status: 200,
      description: "OpenAPI 3.1.",
      content: json({ type: "object", additionalProperties: true }),
    },
    problems: ["not-found"],
  },
  {
    id: "readDocs",
    method: "get",
    path: "/docs",
    tag: "About",
    summary: "This description as a web page",
    scopes: [],
    success: { status: 200, description: "A page.", content: { "text/html": { schema: text } } },
    problems: ["not-found"],
  },
  {
    id: "readPublishingGuide",
    method: "get",
    path: "/docs/publishing",
    tag: "About",
    summary: "Guide: publishing from scripts, bots and alerts",
    scopes: [],
    success: { status: 200, description: "A page.", content: { "text/html": { schema: text } } },
    problems: ["not-found"],
  },
];

export const operations: readonly Operation[] = [
  ...publishOperations,
  ...liveOperations,
  ...historyOperations,
  ...feedOperations,
  ...alertOperations,
  ...shareOperations,
  ...inspectOperations,
  ...docsOperations,
];
