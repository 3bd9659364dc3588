/**
 * The Worker's routes, each mounted once, with what surrounds all of them (surround.ts). What no route takes is the
 * dashboard's (http/page.ts).
 */
import { refuse } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { methodNotAllowed } from "hono/method-not-allowed";
import { alertRoutes } from "./alerts/routes.ts";
import { refuseStorms } from "./auth/storm.ts";
import { docsRoutes } from "./docs/routes.ts";
import { dismissalRoutes } from "./feeds/dismissal.ts";
import { modeRoutes } from "./feeds/mode.ts";
import { feedRoutes } from "./feeds/routes.ts";
import { settingsRoutes } from "./feeds/settings.ts";
import { historyRoutes } from "./history/routes.ts";
import type { AppContext, AppEnv } from "./http/context.ts";
import { answerPage } from "./http/page.ts";
import { answering, render } from "./http/problem.ts";
import { problemPage } from "./http/problem-page.ts";
import { serverTiming } from "./http/server-timing.ts";
import { answerHealth } from "./inspect/health.ts";
import { inspectRoutes } from "./inspect/routes.ts";
import { nativeRoutes } from "./ingest/native.ts";
import { relayRoutes } from "./ingest/relay.ts";
import { webhookRoutes } from "./ingest/webhook.ts";
import { socketRoutes } from "./live/socket.ts";
import { sseRoutes } from "./live/sse.ts";
import { shareRoutes } from "./share/manage.ts";
import { sharedRoutes } from "./share/routes.ts";
import { refuseUnexpected, surround, type Run } from "./surround.ts";

/** All of them. Not strict: a trailing slash is no other address, and never a redirect, which would lose a body. */
export const routes = new Hono<AppEnv>({ strict: false });

routes.use((c, next) =>
  surround(c, async () => {
    await next();
    return c.res;
  }),
);
routes.use(methodNotAllowed({ app: routes, onMethodNotAllowed: answerMethod }));
routes.use("/v1/*", serverTiming);
routes.use("/v1/feeds/*", refuseStorms);
routes.use("/v1/rooms/*", refuseStorms);

routes.route("/", nativeRoutes);
routes.route("/", webhookRoutes);
routes.route("/", relayRoutes);
routes.route("/", feedRoutes);
routes.route("/", dismissalRoutes);
routes.route("/", modeRoutes);
routes.route("/", settingsRoutes);
routes.route("/", alertRoutes);
routes.route("/", shareRoutes);
routes.route("/", sharedRoutes);
routes.route("/", socketRoutes);
routes.route("/", sseRoutes);
routes.route("/", historyRoutes);
routes.route("/", inspectRoutes);
routes.route("/", docsRoutes);
routes.get("/v1/health", answering(answerHealth));
routes.get("/problems/:slug", answering(problemPage));

routes.notFound(answering(answerPage));
routes.onError((error, c) => render(c, refuseUnexpected(c, error)));

/** What the Worker serves: a post of events meets its route at once, without a chain of middleware before it; all else goes on to the routes. */
export const app = new Hono<AppEnv>({ strict: false });

for (const { method, path, handler } of [...nativeRoutes.routes, ...webhookRoutes.routes, ...relayRoutes.routes]) {
  app.on(method, path, (c) => surround(c, handler as Run));
}
app.notFound((c) => routes.fetch(c.req.raw, c.env, findExecution(c)));

/** In a test there may be none, and the context then throws. */
function findExecution(c: AppContext): ExecutionContext | undefined {
  try {
    return c.executionCtx as ExecutionContext;
  } catch {
    return undefined;
  }
}

function answerMethod(c: AppContext, methods: readonly string[]): Response {
  const allow = [...methods, "OPTIONS"].join(", ");
  const answer = render(c, refuse("method-not-allowed", `Use one of: ${allow}.`));
  answer.headers.set("Allow", allow);
  return answer;
}
