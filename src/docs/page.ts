/**
 * The API on one plain page: no script, nothing from elsewhere, readable without style. Made when the Worker is built.
 */
import { PROBLEMS } from "@fillcast/protocol";
import { escapeHtml, markdownToHtml } from "./markdown.ts";
import { operations } from "./operations.ts";
import type { Operation } from "./operation.ts";
import { STYLE } from "./style.ts";

const EXAMPLE = `curl -X POST https://HOST/v1/events \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"id":"order-1","type":"signal","pair":"BTC/USDT","data":{"price":"67000.50"}}'`;

/** The whole page of the API. */
export function createDocsPage(): string {
  const tags = [...Map.groupBy(operations, ({ tag }) => tag)];
  return createPage(
    "Fillcast API",
    `<h1>Fillcast API</h1>
<p>Trade events from trading bots to every dashboard of their owner. For bots and scripts: <a href="/docs/publishing">Publishing</a>. For machines: <a href="/openapi.json">openapi.json</a>.</p>
<pre>${escapeHtml(EXAMPLE)}</pre>
${tags.map(([tag, list]) => `<h2>${tag}</h2>\n${list.map(toArticle).join("\n")}`).join("\n")}
<h2>Problems</h2>
<p>Errors are <code>application/problem+json</code>. Their <code>type</code> is the address of one of these:</p>
<ul>${Object.entries(PROBLEMS)
      .map(
        ([slug, { status, title }]) =>
          `<li><a href="/problems/${slug}"><code>${slug}</code></a> ${status}: ${escapeHtml(title)}</li>`,
      )
      .join("\n")}</ul>`,
  );
}

/** A guide, from its Markdown. */
export function createGuidePage(title: string, markdown: string): string {
  return createPage(title, `${markdownToHtml(markdown)}\n<p><a href="/docs">The whole API</a></p>`);
}

function createPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body>
${body}
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
