/**
 * The figures of a run as a table. Pure: numbers in, text out.
 */
import type { AckFigures } from "./acks.ts";
import type { FaultKind } from "./faults.ts";
import type { ReaderFigures } from "./reader.ts";

/** What relays took, and what was done to them. */
export interface RelayFigures {
  readonly messages: number;
  readonly lostAnswers: number;
  /** Behind them. */
  readonly bots: number;
  readonly kills: number;
  readonly breaks: number;
}

export interface RunFigures {
  readonly seed: number;
  readonly bots: number;
  /** Events of the log. */
  readonly head: number;
  readonly acks: AckFigures;
  readonly taken: RelayFigures;
  /** Relays. */
  readonly relays: number;
  /** Seconds for which their lines were cut. */
  readonly cut: number;
  readonly again: number;
  readonly retries: number;
  readonly kills: number;
  readonly startsMs: readonly number[];
  readonly connections: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly readers: readonly (ReaderFigures & { readonly name: string; readonly shown: number })[];
  readonly trades: number;
  readonly ackLatenciesMs: readonly number[];
  readonly doorLatenciesMs: readonly number[];
  readonly postingS: number;
  readonly settlingS: number;
}

/** A line a figure. */
export function reportRun(run: RunFigures): string {
  const { acks, faults, readers } = run;
  const sum = (name: "reconnects" | "resets" | "replayed"): number =>
    readers.reduce((total, one) => total + one[name], 0);
  const rows: (readonly [string, string])[] = [
    ["seed", String(run.seed)],
    ["events", `${count(run.head)} of ${run.bots} bots, each acknowledged, kept, shown and archived once`],
    ...(run.relays === 0 ? [] : relayRows(run)),
    ["acknowledgements", `${count(acks.answers)} answers, ${count(acks.duplicates)} events answered as duplicates`],
    [
      "lost answers",
      `${count(acks.lostAnswers)} posts were stored and their answer was lost; ${count(run.retries)} retries`,
    ],
    [
      "kill -9",
      `${run.kills} of the whole process group; ${run.startsMs.length} starts, ${toSeconds(Math.max(...run.startsMs))} s at most`,
    ],
    ["network", `${count(run.connections)} connections: ${cutsToText(faults)}`],
    [
      "readers",
      `${readers.length}: ${sum("reconnects")} reconnects, ${sum("resets")} resets, ${count(sum("replayed"))} events replayed`,
    ],
    ...readers.map(
      (one) => [`  ${one.name}`, `${count(one.shown)} shown, ${one.reconnects} reconnects${latencyText(one)}`] as const,
    ),
    ["ledger", `${count(run.trades)} trades`],
    ["post to answer", `${percentiles(run.ackLatenciesMs)} (noisy: all of this shares one machine)`],
    ...(run.relays === 0 ? [] : [["door to answer", `${percentiles(run.doorLatenciesMs)} (noisy)`] as const]),
    ["time", `${run.postingS.toFixed(1)} s posting, ${run.settlingS.toFixed(1)} s until all was level`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => name.padEnd(width) + text).join("\n");
}

function relayRows({ relays, taken, again, cut }: RunFigures): (readonly [string, string])[] {
  const { messages, lostAnswers, bots, kills, breaks } = taken;
  return [
    ["relays", `${relays} for ${bots} bots: ${count(messages)} messages taken, 0 lost, 0 twice`],
    ["  kill -9", `${kills}; ${count(lostAnswers)} answers of doors lost, ${count(again)} messages there again for it`],
    ["  line", `broken ${count(breaks)} times, and cut for ${cut} s`],
  ];
}

function cutsToText(faults: RunFigures["faults"]): string {
  const { cut, "cut-within": within, stall, slow, "half-open": halfOpen } = faults;
  return `${count(cut + within)} cut (${count(within)} within a frame or answer), ${count(stall)} stalls, ${count(halfOpen)} half open, ${count(slow)} slow`;
}

function latencyText({ latencyP50Ms, latencyP95Ms }: ReaderFigures): string {
  if (latencyP50Ms === null || latencyP95Ms === null) return "";
  return `, edge to screen p50 ${latencyP50Ms.toFixed(0)} ms, p95 ${latencyP95Ms.toFixed(0)} ms (noisy)`;
}

function percentiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}

function toSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
