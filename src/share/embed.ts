/**
 * The embeddable line: a page of one line for an `iframe`, without script. It is the only page here that others may frame.
 */
import { createHash } from "node:crypto";
import type { SharedView } from "@fillcast/protocol";
import { describe, escapeHtml, viewToHeadline } from "./headline.ts";

const STYLE = `:root{color-scheme:light dark}*{box-sizing:border-box;margin:0}body{font:14px/1.4 system-ui,sans-serif;background:transparent}
a{display:flex;flex-wrap:wrap;gap:0 .6em;align-items:baseline;padding:.4rem .6rem;color:light-dark(#22262d,#e9ebee);text-decoration:none}
a:focus-visible{outline:2px solid light-dark(#3d5bd9,#8ea6ff);outline-offset:-2px}
b{font-variant-numeric:tabular-nums}.gain{color:light-dark(#12693a,#5fd393)}.loss{color:light-dark(#b3261e,#ff8a80)}small{font-size:12px;color:light-dark(#565d67,#a7adb6)}`;

export const EMBED_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors *`;

export function writeEmbed(view: SharedView, link: string): string {
  const headline = viewToHeadline(view);
  const tone = headline.sign > 0 ? "gain" : headline.sign < 0 ? "loss" : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(headline.title)}</title><style>${STYLE}</style></head><body><a href="${escapeHtml(link)}" target="_blank" rel="noopener noreferrer"><span>${escapeHtml(headline.title)}</span>${
    headline.mode === null ? "" : `<span><b class="${tone}">${headline.profit}</b> in 30 days</span>`
  }<small>${describe(headline)}</small></a></body></html>
`;
}
