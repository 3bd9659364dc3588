/**
 * How the page of the API looks, and what it may therefore load: its own style by its hash, and nothing else.
 */
import { createHash } from "node:crypto";

export const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:1rem;border:1px solid #8885;border-radius:6px}
article{border-top:1px solid #8885;padding:.5rem 0}h3{margin:.5rem 0}dt{margin-top:.25rem}dd{margin:0 0 0 1.5rem;opacity:.85}
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8885}`;

/** The page's Content-Security-Policy. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'`;
