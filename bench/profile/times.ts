/**
 * From a CPU profile to time by function. Pure.
 */
import type { SourceMap, SourceMapping } from "node:module";

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0, as are columns. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Profiler.Profile of the Chrome DevTools Protocol, as far as it is read here. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  /** Node ids. */
  readonly samples: readonly number[];
  /** µs before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface FunctionTime {
  readonly name: string;
  readonly selfMicros: number;
  /** With everything that it calls; a function that calls itself counts once. */
  readonly totalMicros: number;
}

/** Time by name, in no order. */
export function functionTimes(
  { nodes, samples, timeDeltas }: Profile,
  nameOf: (frame: CallFrame) => string,
): FunctionTime[] {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, { selfMicros: number; totalMicros: number }>();
  for (const name of names.values()) times.set(name, { selfMicros: 0, totalMicros: 0 });
  for (const [n, id] of samples.entries()) {
    const micros = timeDeltas[n] ?? 0;
    times.get(names.get(id)!)!.selfMicros += micros;
    const stack = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.add(names.get(at)!);
    for (const name of stack) times.get(name)!.totalMicros += micros;
  }
  return [...times].map(([name, { selfMicros, totalMicros }]) => ({ name, selfMicros, totalMicros }));
}

/** The path of the source that a frame of a bundle was made from; null for one that is the engine's or the runtime's. */
export function sourceOf(
  { url, lineNumber, columnNumber }: CallFrame,
  sourceMap: SourceMap,
  toPath: (source: string) => string,
): string | null {
  if (!url.endsWith(".js")) return null;
  const { originalSource } = sourceMap.findEntry(lineNumber, columnNumber) as Partial<SourceMapping>;
  return originalSource === undefined ? null : toPath(originalSource);
}

/** `function file:line` in the source that a bundle was made from, minified or not; `toPath` places a source of the map. */
export function nameBySource(
  { functionName, url, lineNumber, columnNumber }: CallFrame,
  sourceMap: SourceMap,
  toPath: (source: string) => string,
): string {
  const named = functionName || "(anonymous)";
  // Native functions have no address, the runtime's own modules one like `node-internal:…`.
  if (!url.endsWith(".js")) return `${named} ${url}`.trimEnd();
  // Empty where nothing is known; the original name is there since Node 20.
  const entry = sourceMap.findEntry(lineNumber, columnNumber) as Partial<SourceMapping & { name: string }>;
  if (entry.originalSource === undefined) return `${named} ${url}:${lineNumber + 1}`;
  return `${entry.name ?? named} ${toPath(entry.originalSource)}:${entry.originalLine! + 1}`;
}
