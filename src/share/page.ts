/**
 * The page of a share link: whole without a script, which only keeps it current and puts times into the reader's zone. The parts
 * come from the link's object as HTML (parties/share/parts.ts); around them are the head, which link previews read, and the
 * policy, which lets nothing else run.
 */
import { createHash } from "node:crypto";
import type { SharePage } from "../../parties/share/rpc.ts";
import { describe, escapeHtml, viewToHeadline } from "./headline.ts";
import { SCRIPT } from "./page-script.ts";
import { STYLE } from "./page-style.ts";
import { PREVIEW_HEIGHT, PREVIEW_WIDTH } from "./preview/preview.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64");

/** Of the page, and of the one that says why there is none. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${hashOf(STYLE)}'; script-src 'sha256-${hashOf(SCRIPT)}'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** `link` is the page's own address. */
export function writePage({ view, parts, at, expiresAt }: SharePage, link: string): string {
  const headline = viewToHeadline(view);
  const title = escapeHtml(headline.title);
  const shown = escapeHtml(
    headline.mode === null ? headline.title : `${headline.title}: ${headline.profit} in 30 days`,
  );
  const description = escapeHtml(`${describe(headline)}. Shared with Fillcast.`);
  const image = escapeHtml(`${link}/preview.png`);
  const head = `<meta name="description" content="${description}">
<meta property="og:type" content="website"><meta property="og:site_name" content="Fillcast">
<meta property="og:title" content="${shown}"><meta property="og:description" content="${description}">
<meta property="og:url" content="${escapeHtml(link)}"><meta property="og:image" content="${image}">
<meta property="og:image:width" content="${PREVIEW_WIDTH}"><meta property="og:image:height" content="${PREVIEW_HEIGHT}">
<meta property="og:image:alt" content="${shown}. ${description}">
<meta name="twitter:card" content="summary_large_image"><meta name="twitter:title" content="${shown}">
<meta name="twitter:description" content="${description}"><meta name="twitter:image" content="${image}">`;
  const end = expiresAt === null ? "" : ` This link ends at ${time(expiresAt)}.`;
  return document(
    title,
    head,
    `<header><h1>${title}</h1><p id="state" role="status">As of ${time(at)}.</p></header>
<main><div id="books">${parts.books}</div><div id="about">${parts.about}</div><div id="open">${parts.open}</div><div id="closed">${parts.closed}</div></main>
<footer><p>Shared read-only with Fillcast.${end}</p></footer>
<script>${SCRIPT}</script>`,
  );
}

/** In place of the page: why there is none. */
export function writeEnded(sentence: string): string {
  return document(
    "Share link",
    "",
    `<header><h1>Share link</h1></header><main><p class="empty">${escapeHtml(sentence)}</p></main>`,
  );
}

function document(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title}</title><meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">
<meta name="theme-color" content="#f7f8fa" media="(prefers-color-scheme: light)"><meta name="theme-color" content="#0f1114" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${head}
<style>${STYLE}</style></head><body>
${body}
</body></html>
`;
}

function time(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}
