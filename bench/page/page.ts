/**
 * The page: results in, Markdown out. Pure. Everything in it that a run could change comes from the results.
 */
import type { Part, Results } from "../results.ts";
import { groups, type Table, toTables, withRange } from "../tables.ts";
import { verdicts } from "../verdicts.ts";
import { toPictures } from "./pictures.ts";
import { toAreaRows } from "./areas.ts";
import { toPieces } from "./pieces.ts";
import { AGAINST, METHOD, NOT_MEASURED, REST_WORDS, SIDES_TABLE, WORDS } from "./words.ts";

const LIMIT_KINDS: readonly Part["kind"][] = ["curve", "state", "answers"];

/** `pictureAt` is a picture's address as the page has it. */
export function toPage({ parts }: Results, pictureAt: (file: string) => string): string {
  const limits = parts.filter(({ kind }) => LIMIT_KINDS.includes(kind));
  const works = parts.filter((part) => !limits.includes(part));
  const sections = [
    "# Benchmarks",
    "`npm run bench` writes this page from [its numbers](benchmarks.json); edit `bench/page/` instead. How the bench is built: [bench/README.md](../bench/README.md).",
    "## Targets",
    "What Fillcast set out to reach. A ratio below 1 means that Fillcast needs less. A missed target is a result like any other.",
    loadWords(parts),
    targetTable(parts),
    failureWords(parts),
    "## What is compared",
    SIDES_TABLE,
    "## How it is measured",
    METHOD,
    "## What works against Fillcast",
    AGAINST,
    "## What is not measured",
    NOT_MEASURED,
    "## The runs",
    "Each work is measured by itself, so dates and machines may differ. *Others* is what everything else on the machine kept busy meanwhile, in cores: on a quiet machine it is near 0. A plus after the commit means that files differed from it.",
    runTable(parts),
    machineWords(parts),
    "## Works",
    ...works.flatMap((part) => partSections(part, pictureAt)),
    "## Limits",
    "The same with more and more of one thing, up to the limit and beyond.",
    ...limits.flatMap((part) => partSections(part, pictureAt)),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function targetTable(parts: readonly Part[]): string {
  const rows = verdicts(parts.flatMap(({ runs }) => runs)).map(({ target, spread, isMet }) => {
    const { kind, value } = target.bound;
    const unit = target.unit === "" ? "" : ` ${target.unit}`;
    const bound = `${kind === "at most" ? "≤" : "≥"} ${groups(value, Number.isInteger(value) ? 0 : 2)}${unit}`;
    return [
      target.work,
      target.words,
      `${withRange(spread, target.digits)}${unit}`,
      bound,
      isMet ? "met" : "**missed**",
    ];
  });
  return rows.length === 0 ? "" : markdownTable(["work", "what", "measured", "target", ""], rows);
}

/** Cores that others kept busy; below, a machine counts as quiet. */
const QUIET_CORES = 0.1;

/** How far from quiet the machine was, as the first thing to know about the numbers. */
function loadWords(parts: readonly Part[]): string {
  const loud = parts
    .filter(({ load }) => load.othersCores !== null && load.othersCores > QUIET_CORES)
    .toSorted((a, b) => b.load.othersCores! - a.load.othersCores!);
  const [loudest] = loud;
  if (loudest === undefined) return "";
  return `**Not on a quiet machine.** In ${loud.length} of ${parts.length} works other programs kept more than ${QUIET_CORES} cores busy, in work ${loudest.id} ${loudest.load.othersCores!.toFixed(1)} of ${loudest.machine.cores} ([the runs](#the-runs)). Times and their ratios suffer from that more than CPU does. Repeat them before you quote them.`;
}

/** Runs without a result, which nobody may overlook. */
function failureWords(parts: readonly Part[]): string {
  const failures = parts.flatMap(({ id, runs }) =>
    runs.flatMap(({ side, rep, point, outcome }) => {
      if (outcome.kind !== "failure") return [];
      const at = point === undefined ? "" : ` at ${groups(point)}`;
      return [`- work ${id}, ${side}${at}, repetition ${rep}: ${oneLine(outcome.message)}`];
    }),
  );
  return failures.length === 0 ? "" : `Runs without a result:\n\n${failures.join("\n")}`;
}

function runTable(parts: readonly Part[]): string {
  const rows = parts.map(({ id, date, commit, reps, command, load, isQuick }) => [
    id,
    date.slice(0, 16).replace("T", " "),
    commit ?? "–",
    `${reps}${isQuick ? ", quick" : ""}`,
    load.othersCores === null ? "–" : load.othersCores.toFixed(2),
    `\`${command}\``,
  ]);
  return markdownTable(["work", "date (UTC)", "commit", "repetitions", "others", "again with"], rows);
}

/** A line for each machine and set of versions, with the works that ran there. */
function machineWords(parts: readonly Part[]): string {
  const places = new Map<string, string[]>();
  for (const { id, machine, versions } of parts) {
    const state = machine.stateInMemory ? "memory" : "disk";
    const of = `${machine.model}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.kernel}, state in ${state} files; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}`;
    places.set(of, [...(places.get(of) ?? []), id]);
  }
  if (places.size === 1) return `All on: ${[...places.keys()].join("")}.`;
  return [...places].map(([of, ids]) => `- ${ids.join(", ")}: ${of}`).join("\n");
}

function partSections(part: Part, pictureAt: (file: string) => string): string[] {
  const answers = part.runs.flatMap(({ outcome }) =>
    outcome.kind === "answered" ? [[`\`${outcome.limit}\``, outcome.sent, outcome.answer]] : [],
  );
  return [
    `### ${part.id} · ${part.title}`,
    ...(WORDS[part.id] ?? []),
    ...part.absent.map(({ side, why }) => `Without \`${side}\`: ${why}.`),
    ...bodySections(part),
    ...(answers.length === 0 ? [] : [markdownTable(["limit", "sent", "answer"], answers)]),
    ...toPictures(part).map(({ file, title }) => `![${title}](${pictureAt(file)})`),
  ];
}

function bodySections(part: Part): string[] {
  switch (part.kind) {
    case "pieces":
      return piecesSections(part);
    case "profile":
      return areasSections(part);
    default:
      return toTables(part, part.runs).flatMap(tableSections);
  }
}

function areasSections({ runs }: Part): string[] {
  const rows = toAreaRows(runs).map(({ name, own, floor, buys, stays }) => {
    const cell = (value: number | null): string => (value === null ? "–" : groups(value, 0));
    return [name, cell(own), cell(floor), buys, stays];
  });
  return [markdownTable(["", "µs/event", "the floor's", "what it buys", "why it stays"], rows)];
}

function piecesSections({ runs }: Part): string[] {
  const { floor, whole, pieces, rest } = toPieces(runs);
  if (floor === null || whole === null) return [];
  const rows = pieces.map(({ name, buys, saved }) => [name, saved === null ? "–" : withRange(saved, 0), buys]);
  const ends = [
    ["the floor", withRange(floor, 0), "an insert and a broadcast"],
    ["all of Fillcast", withRange(whole, 0), "everything below, and what no line has"],
    ...(rest === null ? [] : [["what is left above the floor", withRange(rest, 0), REST_WORDS]]),
  ];
  return [
    markdownTable(["", "CPU µs/event", "what it is"], ends),
    markdownTable(["without", "µs less", "what it buys"], rows),
  ];
}

function tableSections({ title, head, rows }: Table): string[] {
  return [`*${title}*`, markdownTable(head, rows)];
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const toRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => oneLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [toRow(head), `|${head.map(() => "---|").join("")}`, ...rows.map(toRow)].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
