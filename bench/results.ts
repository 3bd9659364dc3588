/**
 * The results that the page is made of, kept in a JSON file beside it: each work with its own date, machine and runs, so that a new
 * run of one of them leaves the others as they are.
 */
import { readFileSync } from "node:fs";
import type { Machine } from "./machine.ts";
import type { Load } from "./load-meter.ts";
import type { Run } from "./run-log.ts";
import type { Work } from "./works.ts";

/** What one work gave when it was run last. */
export interface Part {
  readonly id: string;
  readonly kind: Work["kind"];
  readonly title: string;
  /** Of a curve. */
  readonly axis: string | null;
  /** When it ended, ISO 8601. */
  readonly date: string;
  /** What repeats it. */
  readonly command: string;
  readonly reps: number;
  readonly isQuick: boolean;
  /** Of the repository; null outside of one. */
  readonly commit: string | null;
  readonly machine: Machine;
  readonly versions: { readonly [name: string]: string };
  readonly load: Load;
  /** Sides that could not take part, and why. */
  readonly absent: readonly { readonly side: string; readonly why: string }[];
  readonly runs: readonly Run[];
}

export interface Results {
  readonly format: 1;
  readonly parts: readonly Part[];
}

export const NO_RESULTS: Results = { format: 1, parts: [] };

/** The results with this part in the place of an earlier one; parts stay in the order of the works. */
export function withPart({ parts }: Results, part: Part, order: readonly string[]): Results {
  const place = ({ id }: Part): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const others = parts.filter(({ id }) => id !== part.id);
  return { format: 1, parts: [...others, part].toSorted((a, b) => place(a) - place(b)) };
}

/** Those of an earlier run; none where there is no file. Throws where it is another program's. */
export function readResults(file: string): Results {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return NO_RESULTS;
  }
  const results = JSON.parse(text) as Results;
  if (results.format !== 1 || !Array.isArray(results.parts)) throw new Error(`${file} holds no results of this bench`);
  return results;
}

/** JSON with a line for each run: small, and a difference can be read. Numbers have five digits, more than any of them is good for. */
export function encodeResults({ format, parts }: Results): string {
  const digits = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const line = (value: object): string => JSON.stringify(value, digits);
  const texts = parts.map(({ runs, ...head }) => {
    const rows = runs.map((run) => `      ${line(run)}`).join(",\n");
    return `    ${line(head).slice(0, -1)},"runs":[\n${rows}\n    ]}`;
  });
  return `{\n  "format": ${format},\n  "parts": [\n${texts.join(",\n")}\n  ]\n}\n`;
}
