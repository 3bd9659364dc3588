/**
 * The examples of PROTOCOL.md: a comment names where each comes from, and the fenced block after it holds just that. Filled
 * in from the golden frames and from the room itself, so that an example cannot be wrong.
 */
import { readFileSync } from "node:fs";
import type { JsonObject } from "@fillcast/protocol";
import { chainToHex } from "../../../archive/chain.ts";
import { blobToBytes } from "../../../parties/feed/sql.ts";
import { chainRoom, webhookBody } from "./situations.ts";

const EXAMPLE = /(<!-- (golden|chain|chain-digest|webhook) ([\w -]+) -->\n```(?:json)?\n)[^`]*(```\n)/g;
const WIDTH = 120;

/** The document with every example as it has to be. */
export async function renderExamples(document: string): Promise<string> {
  const webhook = layOut(await webhookBody());
  return document.replaceAll(EXAMPLE, (_, head: string, kind: string, what: string, tail: string) => {
    return `${head}${kind === "webhook" ? webhook : renderExample(kind, what)}\n${tail}`;
  });
}

function renderExample(kind: string, what: string): string {
  if (kind === "golden") {
    const [name, index] = what.split(" ") as [string, string];
    const text = readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), "utf8");
    return layOut((JSON.parse(text) as JsonObject[])[Number(index)]);
  }
  const rows = chainRoom().sql.all<{ body: string; chain: Uint8Array }>(
    "SELECT body, chain FROM page_1 ORDER BY first",
  );
  const { body, chain } = rows[Number(what) - 1]!;
  return kind === "chain" ? body : chainToHex(blobToBytes(chain));
}

/** JSON with whatever fits on a line on one line. */
function layOut(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ");
  if (indent.length + flat.length <= WIDTH || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + layOut(item, inner)).join(",\n")}\n${indent}]`;
  const members = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${layOut(item, inner)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}
