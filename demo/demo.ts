/**
 * The demo in a start: carries the simulator's messages to the server at their time, one after the other, and keeps its
 * course in the state folder. The course is stored before a message goes out, with the message: after a kill the same
 * bytes are posted again, and the server knows them as a repeat.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Course, createCourse, type Message, resumeCourse } from "./course.ts";
import { DEMO_FEED, type DemoKeys, loadDemoKeys } from "./keys.ts";
import { readKept, writeKept } from "./kept.ts";
import { postMessage } from "./poster.ts";
import { nextMessage } from "./simulator.ts";

export interface DemoOptions {
  readonly origin: string;
  readonly adminToken: string;
  readonly stateDir: string;
  /** Another seed than the kept course has begins a new one. */
  readonly seed: number;
  /** Hears of what the server refuses. */
  readonly report: (line: string) => void;
}
export interface Demo {
  readonly feed: string;
  readonly ownerKey: string;
  /** Resolves when nothing more is posted. */
  stop(): Promise<void>;
}

/** A course as it is kept. */
interface KeptCourse {
  readonly version: number;
  readonly seed: number;
  readonly course: Course;
  /** On its way, perhaps taken already. */
  readonly sending: Message | null;
}

/** Counts up when the shape of a course changes: an older one is not continued. */
const COURSE_VERSION = 1;
/** Later than this, a standstill is taken out of the course instead of being made up for. */
const LATE_MS = 20_000;

/** Resolves when the keys are there; the bots trade from then on until `stop`. */
export async function startDemo({ origin, adminToken, stateDir, seed, report }: DemoOptions): Promise<Demo> {
  const keys = await loadDemoKeys(origin, adminToken, join(stateDir, "demo-keys.json"));
  const stopping = new AbortController();
  const path = join(stateDir, "demo-course.json");
  const run = trade(origin, keys, path, seed, report, stopping.signal).catch((error: unknown) => {
    report(`The demo has ended: ${error instanceof Error ? error.stack : String(error)}`);
  });
  return {
    feed: DEMO_FEED,
    ownerKey: keys.owner,
    stop: async () => {
      stopping.abort();
      await run;
    },
  };
}

async function trade(
  origin: string,
  keys: DemoKeys,
  path: string,
  seed: number,
  report: (line: string) => void,
  abort: AbortSignal,
): Promise<void> {
  const kept = await readCourse(path, seed);
  const course = kept?.course ?? createCourse(seed, Date.now());
  let message = kept?.sending ?? null;
  if (kept !== null) resumeCourse(course, Date.now());
  const keep = (sending: Message | null): Promise<void> =>
    writeKept(path, { version: COURSE_VERSION, seed, course, sending } satisfies KeptCourse);
  while (!abort.aborted) {
    if (message === null) {
      message = nextMessage(course);
      const waitMs = message.atMs - Date.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
      else if (waitMs < -LATE_MS) resumeCourse(course, Date.now());
      if (!message.heartbeat) await keep(message);
      if (abort.aborted) return;
    }
    const result = await postMessage(origin, keys.bots[message.bot]!, message, abort);
    if (result.kind === "aborted") return;
    if (result.kind === "refused") report(`The demo's ${message.bot} was refused: ${result.reason}`);
    // A repeat is known for some minutes only: what was taken must not be posted after a longer rest.
    if (!message.heartbeat) await keep(null);
    message = null;
  }
}

async function readCourse(path: string, seed: number): Promise<KeptCourse | null> {
  const kept = (await readKept(path)) as KeptCourse | null;
  return kept?.version === COURSE_VERSION && kept.seed === seed ? kept : null;
}
