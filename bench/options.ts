/**
 * The bench's command line. A wrong word is an error with what would be right, never a default.
 */
import { parseArgs } from "node:util";
import { PAGE } from "./page/files.ts";
import { SIDES } from "./sides/all.ts";
import type { Side } from "./sides/side.ts";
import { type Work, works } from "./works.ts";

const WORK_IDS = works({ quick: false, isLong: false }).map(({ id }) => id);

export const USAGE = `npm run bench -- [options]
  --work 1,2,3     works to run: ${WORK_IDS.join(", ")} (all)
  --sides a,b      sides to run: ${SIDES.map((side) => side.name).join(", ")} (all)
  --reps N         repetitions, the sides alternating (5)
  --quick          shorter works and 2 repetitions: is it still in one piece, not how fast is it
  --long           the outage with a million messages that wait as well, which takes a quarter of an hour more
  --page FILE      the page to write; its numbers and pictures lie beside it (${PAGE}; none with --quick or --sides)
  --page-only      make the page again from its numbers, and run nothing
  --json FILE      every run, as JSON
  --help`;

export interface Options {
  readonly works: readonly Work[];
  readonly sides: readonly Side[];
  readonly reps: number;
  readonly quick: boolean;
  readonly jsonFile: string | null;
  /** Null where what is run says too little for a page. */
  readonly pageFile: string | null;
  readonly isPageOnly: boolean;
  /** What was asked for, as it would be typed. */
  readonly command: (work: string) => string;
}

export type ParsedOptions =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string };

export function parseOptions(args: readonly string[]): ParsedOptions {
  const values = parse(args);
  if (typeof values === "string") return { kind: "error", message: values };
  if (values.help) return { kind: "help" };
  const { quick = false, long: isLong = false } = values;
  const reps = values.reps === undefined ? (quick ? 2 : 5) : Number(values.reps);
  if (!Number.isInteger(reps) || reps < 1) return { kind: "error", message: "--reps takes a whole number from 1" };
  const chosenWorks = choose("--work", values.work, works({ quick, isLong }), (work) => work.id);
  if (typeof chosenWorks === "string") return { kind: "error", message: chosenWorks };
  const sides = choose("--sides", values.sides, SIDES, (side) => side.name);
  if (typeof sides === "string") return { kind: "error", message: sides };
  const isPartial = quick || values.sides !== undefined;
  return {
    kind: "options",
    options: {
      works: chosenWorks,
      sides,
      reps,
      quick,
      jsonFile: values.json ?? null,
      pageFile: values.page ?? (isPartial ? null : PAGE),
      isPageOnly: values["page-only"] ?? false,
      command: (work) =>
        `npm run bench -- --work ${work} --reps ${reps}${quick ? " --quick" : ""}${isLong && work === "outage" ? " --long" : ""}`,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        work: { type: "string" },
        sides: { type: "string" },
        reps: { type: "string" },
        quick: { type: "boolean" },
        long: { type: "boolean" },
        page: { type: "string" },
        "page-only": { type: "boolean" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Those of the candidates that a comma-separated text names, in its order; all of them without one; a sentence where it names none. */
export function choose<T>(
  option: string,
  text: string | undefined,
  candidates: readonly T[],
  nameOf: (candidate: T) => string,
): readonly T[] | string {
  if (text === undefined) return candidates;
  const names = text.split(",");
  const unknown = names.find((name) => !candidates.some((candidate) => nameOf(candidate) === name));
  if (unknown !== undefined) return `${option} knows ${candidates.map(nameOf).join(", ")}, not "${unknown}"`;
  return names.map((name) => candidates.find((candidate) => nameOf(candidate) === name)!);
}
