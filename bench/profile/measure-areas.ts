/**
 * One profiled run of a stream, as time by areas of the product.
 */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { measure } from "../measure.ts";
import type { Side } from "../sides/side.ts";
import type { StreamWork } from "../works.ts";
import { areaTimes } from "./areas.ts";
import { createProfiler } from "./inspector.ts";
import { sourceOf } from "./times.ts";

export interface AreaMeasurement {
  /** Of JavaScript's thread, while a profiler slows it down. */
  readonly profiledMicrosPerEvent: number;
}

const ROOT = join(import.meta.dirname, "../..");

/** By the area's name. */
export async function measureAreas(
  side: Side,
  work: StreamWork,
  stateDir: string,
): Promise<ReadonlyMap<string, AreaMeasurement>> {
  const profiler = createProfiler();
  const { events } = await measure({ side, work, stateDir, observer: profiler });
  const { profile, sourceMapFile } = profiler.taken();
  const sourceMap = new SourceMap(JSON.parse(readFileSync(sourceMapFile, "utf8")));
  const toPath = (source: string): string => relative(ROOT, resolve(dirname(sourceMapFile), source));
  const times = areaTimes(profile, (frame) => sourceOf(frame, sourceMap, toPath));
  return new Map([...times].map(([area, micros]) => [area, { profiledMicrosPerEvent: micros / events }]));
}
