/**
 * `/s/:token` and what belongs to it: the page, its socket, the view as JSON, badge, embedded line and preview. A token that was
 * not signed here is refused before anything is addressed. None of these routes reads a query, a body or a header (but for
 * `Accept`, which decides how a refusal looks): there is nothing by which a viewer could ask for more.
 */
import { isRefused, refuse, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { SharePage } from "../../parties/share/rpc.ts";
import { envToSecrets } from "../auth/authenticate.ts";
import { refuseStorm } from "../auth/storm.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answering, render, type Answer } from "../http/problem.ts";
import { drawBadge } from "./badge.ts";
import { cacheControl, copySeconds, findCopy, keepCopy } from "./copies.ts";
import { EMBED_POLICY, writeEmbed } from "./embed.ts";
import { PAGE_POLICY, writeEnded, writePage } from "./page.ts";
import { drawPreview } from "./preview/preview.ts";
import { ShareClient } from "./share-client.ts";
import { verifyShareToken } from "./token.ts";

export const sharedRoutes = new Hono<AppEnv>();

/** On every answer: the address is a secret, and nobody should find the page by a search. */
const PRIVATE = { "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer" };
const UNKNOWN = refuse("not-found", "There is no such share link. Check that you copied all of it.");
/** Counts a link's requests beside those of keys; no feed has such a name. */
const STORM_NAME = "share link";
/** What an image may load: nothing. */
const IMAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

sharedRoutes.get("/s/:token", async (c) => {
  const page = await readPage(c);
  if (isRefused(page)) return answerRefused(c, page);
  return answerHtml(c, writePage(page, linkOf(c)), 200);
});

sharedRoutes.get(
  "/s/:token/data",
  answering(async (c) => {
    const page = await readPage(c);
    if (isRefused(page)) return page;
    const { view, at, expiresAt } = page;
    return c.json({ at, expiresAt, ...view }, 200, { ...PRIVATE, "Cache-Control": "no-store" });
  }),
);

sharedRoutes.get(
  "/s/:token/badge.svg",
  answering((c) =>
    answerCopied(c, (page) => [
      drawBadge(page.view),
      { "Content-Type": "image/svg+xml", "Content-Security-Policy": IMAGE_POLICY },
    ]),
  ),
);

sharedRoutes.get(
  "/s/:token/embed",
  answering((c) =>
    answerCopied(c, (page) => [
      writeEmbed(page.view, linkOf(c)),
      { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": EMBED_POLICY },
    ]),
  ),
);

sharedRoutes.get(
  "/s/:token/preview.png",
  answering((c) =>
    answerCopied(c, async (page) => [
      await drawPreview(page.view),
      { "Content-Type": "image/png", "Content-Security-Policy": IMAGE_POLICY },
    ]),
  ),
);

sharedRoutes.get(
  "/s/:token/live",
  answering(async (c) => {
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      return refuse("upgrade-required", "This endpoint is for WebSockets only. For plain HTTP use /s/<token>/data.");
    }
    const share = await openShare(c);
    if (isRefused(share)) return share;
    const upgraded = await share.watch();
    if (isRefused(upgraded)) return upgraded;
    return new Response(null, { status: 101, webSocket: upgraded.webSocket });
  }),
);

/** The link's object, for a token that was signed here. */
async function openShare(c: AppContext): Promise<ShareClient | Refused> {
  const id = verifyShareToken(rawSegment(c, 1), envToSecrets(c.env));
  if (id === null) return UNKNOWN;
  const storm = await refuseStorm(c.env, { feed: STORM_NAME, keyId: id }, c.get("nowMs"));
  return storm ?? new ShareClient(c.env, id);
}

async function readPage(c: AppContext): Promise<SharePage | Refused> {
  const share = await openShare(c);
  return isRefused(share) ? share : share.read();
}

type Made = readonly [body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>];

/** From the data centre's copy, or made and kept as one. */
async function answerCopied(c: AppContext, make: (page: SharePage) => Made | Promise<Made>): Promise<Answer> {
  if (verifyShareToken(rawSegment(c, 1), envToSecrets(c.env)) === null) return UNKNOWN;
  const copy = await findCopy(c);
  if (copy !== null) return copy;
  const page = await readPage(c);
  if (isRefused(page)) return page;
  const [body, headers] = await make(page);
  const control = cacheControl(copySeconds(page.expiresAt, c.get("nowMs")));
  const answer = new Response(body, { headers: { ...PRIVATE, ...headers, "Cache-Control": control } });
  keepCopy(c, answer);
  return answer;
}

/** For a browser, the problem's sentence as a page. */
function answerRefused(c: AppContext, refused: Refused): Response {
  if (c.req.header("Accept")?.includes("text/html") !== true) return render(c, refused);
  const { problem } = refused;
  const status = problem.slug === "share-ended" ? 410 : problem.slug === "not-found" ? 404 : 503;
  return answerHtml(c, writeEnded(problem.detail), status);
}

function answerHtml(c: AppContext, html: string, status: 200 | 404 | 410 | 503): Response {
  return c.body(html, status, {
    ...PRIVATE,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  });
}

/** The link's own address, without what somebody added to it. */
function linkOf(c: AppContext): string {
  return `${new URL(c.req.url).origin}/s/${rawSegment(c, 1)}`;
}
