/**
 * JSON of a bot with its numbers as the text that it wrote, since money must not pass through a float; and total readings of
 * what stands in it, for which a wrong type is the same as nothing.
 */
import { isObject } from "@fillcast/protocol";

export type Row = { readonly [name: string]: unknown };

/** The platform's revivers get the source text of a number; the language's types do not say so yet. */
type SourceReviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepText: SourceReviver = (_key, value, context) =>
  typeof value === "number" ? (context.source ?? value) : value;

/** Undefined where it is no JSON. */
export function parseExact(text: string): unknown {
  try {
    return JSON.parse(text, keepText as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function flagOf(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** A whole number, of time or of things. */
export function countOf(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,15}(\.0+)?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}

/** ms since 1970; null for 0, which Freqtrade writes for never. */
export function msOf(value: unknown): number | null {
  const ms = countOf(value);
  return ms === null || ms <= 0 ? null : ms;
}
