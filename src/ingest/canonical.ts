/**
 * One text for one JSON value, whatever the order of its keys: what repeats are recognised by.
 */
import type { Json } from "@fillcast/protocol";

/** JSON with sorted keys and no white space. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = value as { readonly [key: string]: Json };
  const texts = Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key]!)}`);
  return `{${texts.join(",")}}`;
}
