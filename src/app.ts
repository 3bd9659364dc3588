/**
 * The Worker's routes, each mounted once. Around them: one envelope for all answers, one place where an unexpected error
 * becomes a problem, and one for what is not here. The dashboard's files are what no route takes.
 */
import { refuse } from "../parties/feed/rpc.ts";
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { docsRoutes } from "./docs/routes.ts";
import { feedRoutes } from "./feeds/routes.ts";
import { historyRoutes } from "./history/routes.ts";
import type { AppContext, AppEnv } from "./http/context.ts";
import { envelope, isApi } from "./http/envelope.ts";
import { answerProblem } from "./http/problem.ts";
import { problemPage } from "./http/problem-page.ts";
import { redact } from "./http/redact.ts";
import { serverTiming } from "./http/server-timing.ts";
import { inspectRoutes } from "./inspect/routes.ts";
import { noteRefusals } from "./ingest/note-refusals.ts";
import { nativeRoutes } from "./ingest/native.ts";
import { webhookRoutes } from "./ingest/webhook.ts";
import { socketRoutes } from "./live/socket.ts";
import { sseRoutes } from "./live/sse.ts";

/** Not strict: a trailing slash is no other address, and never a redirect, which would lose a body. */
export const app = new Hono<AppEnv>({ strict: false });

app.use(envelope);
app.use(noteRefusals);
app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethod }));
app.use("/v1/*", serverTiming);

app.route("/", nativeRoutes);
app.route("/", webhookRoutes);
app.route("/", feedRoutes);
app.route("/", socketRoutes);
app.route("/", sseRoutes);
app.route("/", historyRoutes);
app.route("/", inspectRoutes);
app.route("/", docsRoutes);
app.get("/v1/health", (c) => c.json({ status: "ok" }));
app.get("/problems/:slug", problemPage);

app.notFound(async (c) => {
  const isPage = !isApi(c.req.path) && (c.req.method === "GET" || c.req.method === "HEAD");
  if (!isPage) return answerProblem(c, refuse("not-found", "There is no such address. See /docs.").problem);
  const asset = await c.env.ASSETS.fetch(c.req.raw);
  return new Response(asset.body, asset);
});

app.onError((error, c) => {
  const { name, message, stack } = error;
  const requestId = c.get("requestId");
  const text = redact(stack ?? `${name}: ${message}`);
  console.error(JSON.stringify({ level: "error", what: "unexpected", requestId, route: c.req.routePath, error: text }));
  return answerProblem(
    c,
    refuse("internal", "This is our mistake. Try again; if it stays, report the instance.").problem,
  );
});

function answerMethod(c: AppContext, methods: readonly string[]): Response {
  const allow = [...methods, "OPTIONS"].join(", ");
  const answer = answerProblem(c, refuse("method-not-allowed", `Use one of: ${allow}.`).problem);
  answer.headers.set("Allow", allow);
  return answer;
}
