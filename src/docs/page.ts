/**
 * The API on one plain page: no script, nothing from elsewhere, readable without style.
 */
import { createHash } from "node:crypto";
import { PROBLEMS } from "@fillcast/protocol";
import { operations } from "./operations.ts";
import type { Operation } from "./operation.ts";

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:1rem;border:1px solid #8885;border-radius:6px}
article{border-top:1px solid #8885;padding:.5rem 0}h3{margin:.5rem 0}dt{margin-top:.25rem}dd{margin:0 0 0 1.5rem;opacity:.85}`;

/** What the page may load: its own style, by its hash. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'`;

const EXAMPLE = `curl -X POST https://HOST/v1/events \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"id":"order-1","type":"signal","pair":"BTC/USDT","data":{"price":"67000.50"}}'`;

/** The whole page. */
export function createDocsPage(): string {
  const tags = [...Map.groupBy(operations, ({ tag }) => tag)];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fillcast API</title><style>${STYLE}</style></head><body>
<h1>Fillcast API</h1>
<p>Trade events from trading bots to every dashboard of their owner. For machines: <a href="/openapi.json">openapi.json</a>.</p>
<pre>${escapeHtml(EXAMPLE)}</pre>
${tags.map(([tag, list]) => `<h2>${tag}</h2>\n${list.map(toArticle).join("\n")}`).join("\n")}
<h2>Problems</h2>
<p>Errors are <code>application/problem+json</code>. Their <code>type</code> is the address of one of these:</p>
<ul>${Object.entries(PROBLEMS)
    .map(
      ([slug, { status, title }]) =>
        `<li><a href="/problems/${slug}"><code>${slug}</code></a> ${status}: ${escapeHtml(title)}</li>`,
    )
    .join("\n")}</ul>
</body></html>
`;
}

function toArticle({ method, path, summary, description, scopes, parameters, problems }: Operation): string {
  const terms = (parameters ?? []).map(
    ({ name, in: place, description: what }) =>
      `<dt><code>${escapeHtml(name)}</code> (${place})</dt><dd>${escapeHtml(what)}</dd>`,
  );
  return `<article><h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(summary)}. ${escapeHtml(description ?? "")}</p>
${scopes.length === 0 ? "" : `<p>For: ${scopes.join(", ")}.</p>`}
${terms.length === 0 ? "" : `<dl>${terms.join("")}</dl>`}
${problems.length === 0 ? "" : `<p>Problems: ${problems.map((slug) => `<code>${slug}</code>`).join(", ")}.</p>`}</article>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
