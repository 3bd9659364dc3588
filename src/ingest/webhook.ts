/**
 * `POST /v1/webhooks/…`: key, body, draft, publish, answer, for senders that know neither ids nor our format. Another bot or
 * user in the body is no error here, since a sender may have only one try. The paths take a trailing slash, as a redirect
 * would lose the body.
 */
import { Hono } from "hono";
import type { Refused } from "../../parties/feed/rpc.ts";
import { authenticate } from "../auth/authenticate.ts";
import { webhookCredential } from "../auth/credentials.ts";
import { readBody } from "../http/body.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { decodeFreqtrade } from "./decode/freqtrade.ts";
import { decodeTradingview } from "./decode/tradingview.ts";
import { edgeOf } from "./edge.ts";
import { draftByContent, enrich } from "./enrich.ts";
import { importedAt } from "./imported.ts";
import { answerSingle, publish } from "./publish.ts";
import { repeatWindowMs } from "./repeat-window.ts";
import type { Said } from "./said.ts";

export const webhookRoutes = new Hono<AppEnv>();

webhookRoutes.post("/v1/webhooks/freqtrade/:key?", (c) => receive(c, "freqtrade", decodeFreqtrade));
webhookRoutes.post("/v1/webhooks/tradingview/:key?", (c) => receive(c, "tradingview", decodeTradingview));

async function receive(
  c: AppContext,
  source: "freqtrade" | "tradingview",
  decode: (bytes: Uint8Array, contentType: string | undefined) => Said | Refused,
): Promise<Response> {
  const grant = authenticate(c, webhookCredential(c), "publish", null);
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const body = await readBody(c.req.raw);
  if (body.kind === "refused") return answerProblem(c, body.problem);
  const said = decode(body.bytes, c.req.header("Content-Type"));
  if (said.kind === "refused") return answerProblem(c, said.problem);
  const imported = importedAt(c);
  if (imported.kind === "refused") return answerProblem(c, imported.problem);
  const event = enrich(said, grant, { source, edge: edgeOf(c) });
  const draft = draftByContent(event, repeatWindowMs(event.type));
  if ("problem" in draft) return answerProblem(c, draft.problem);
  return answerSingle(c, await publish(c.env, grant, [draft], imported.at));
}
