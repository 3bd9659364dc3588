/**
 * `POST /v1/webhooks/…`: key, body, draft, publish, answer, for senders that know neither ids nor our format. Another bot or
 * user in the body is no error here, since a sender may have only one try. Sources are in `sources/`. The paths take a trailing slash, as a redirect
 * would lose the body.
 */
import { isRefused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { webhookCredential } from "../auth/credentials.ts";
import { withKey } from "../auth/require.ts";
import { readBody } from "../http/body.ts";
import type { AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { markReplaced } from "./decode/replaced.ts";
import { edgeOf } from "./edge.ts";
import { draftByContent, enrich } from "./enrich.ts";
import { importedAt } from "./imported.ts";
import { answerSingle, publish } from "./publish.ts";
import { shorten } from "./shorten.ts";
import type { Source } from "./source.ts";
import { SOURCES } from "./sources/all.ts";

export const webhookRoutes = new Hono<AppEnv>();

for (const source of SOURCES) {
  const handler = withKey("publish", (c) => receive(c, source), webhookCredential);
  webhookRoutes.post(`/v1/webhooks/${source.name}/:key?`, handler);
}

async function receive(c: KeyedContext, { source, decode, repeatRule }: Source): Promise<Answer> {
  const bytes = await readBody(c.req.raw);
  if (isRefused(bytes)) return bytes;
  const said = decode(bytes, c.req.header("Content-Type"), new URL(c.req.url).searchParams);
  if (isRefused(said)) return said;
  const at = importedAt(c);
  if (isRefused(at)) return at;
  const origin = { source, edge: edgeOf(c) };
  const event = shorten(enrich(markReplaced(said, bytes), c.get("grant"), origin), bytes);
  const draft = draftByContent(event, repeatRule(event), at);
  return isRefused(draft) ? draft : answerSingle(c, await publish(c, [draft], { at }));
}
