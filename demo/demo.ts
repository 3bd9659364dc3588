/**
 * The demo in a start: carries the simulator's messages to the server, one after the other, the month before the start at
 * once and what follows at its time, and keeps its course in the state folder. The course is stored before a message goes
 * out, with the message, and each message says when it was due: after a kill the same bytes are posted again, and the
 * server knows them as a repeat. Two bots do not post: a relay reads them, and imports their month (relayed-bots.ts). A page
 * can ask the demo to pause: wishes.ts, pause.ts.
 */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Course, createCourse, HEARTBEAT_MS, type Message, resumeCourse } from "./course.ts";
import { createFrozenCourse, SCENE_MS, showPresence } from "./freeze.ts";
import { DEMO_FEED, type DemoKeys, isFeedEmpty, loadDemoKeys } from "./keys.ts";
import { readKept, writeKept } from "./kept.ts";
import { drawBeat, release } from "./pause.ts";
import { postMessage } from "./poster.ts";
import { type BooksByBot, createAllBooks, isRelayed, noteWorths, RelayedBots, take } from "./relayed-bots.ts";
import { nextMessage } from "./simulator.ts";
import { followWishes, type Wishes } from "./wishes.ts";

export interface DemoOptions {
  readonly origin: string;
  readonly adminToken: string;
  readonly stateDir: string;
  /** Of a new course; one that was kept goes on as it began. */
  readonly seed: number;
  /** When a new course comes to the present, ms since 1970. */
  readonly startMs: number;
  /** Tells one scene of the live time with the history, and then stands still. */
  readonly freeze: boolean;
  /** Hears of what the server refuses. */
  readonly report: (line: string) => void;
}
export interface Demo {
  readonly feed: string;
  readonly ownerKey: string;
  /** Resolves when the history is posted, or when nothing comes any more. */
  readonly told: Promise<void>;
  /** Resolves when nothing more is posted. */
  stop(): Promise<void>;
}

/** A course as it is kept. */
interface KeptCourse {
  readonly version: number;
  readonly seed: number;
  readonly course: Course;
  /** Of the relayed bots, as far as their messages went out. */
  readonly books: BooksByBot;
  /** The relayed bots' history is imported. */
  readonly imported: boolean;
  /** On its way, perhaps taken already. */
  readonly sending: Message;
}

/** Counts up when the shape of a course changes: an older one is not continued. */
const COURSE_VERSION = 3;
/** Later than this, a standstill is taken out of the course instead of being made up for. */
const LATE_MS = 20_000;
/** The history is saved after this many messages: those after the last save may be posted again. */
const KEEP_EVERY = 100;

/** Resolves when the keys are there; the bots trade from then on until `stop`. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { origin, adminToken, stateDir, report } = options;
  const keys = await loadDemoKeys(origin, adminToken, join(stateDir, "demo-keys.json"));
  const stopping = new AbortController();
  const told = Promise.withResolvers<void>();
  const run = tell(options, keys, stopping.signal, told.resolve)
    .catch((error: unknown) => {
      if (!stopping.signal.aborted)
        report(`The demo has ended: ${error instanceof Error ? error.stack : String(error)}`);
    })
    .finally(told.resolve);
  return {
    feed: DEMO_FEED,
    ownerKey: keys.owner,
    told: told.promise,
    stop: async () => {
      stopping.abort();
      await run;
    },
  };
}

async function tell(options: DemoOptions, keys: DemoKeys, abort: AbortSignal, told: () => void): Promise<void> {
  const { origin, stateDir, startMs, freeze, report } = options;
  const path = join(stateDir, "demo-course.json");
  const kept = await readCourse(path);
  const seed = kept?.seed ?? options.seed;
  if (seed !== options.seed)
    report(`The demo continues with seed ${seed}. To use another seed, use another state folder.`);
  const course = kept?.course ?? (freeze ? createFrozenCourse : createCourse)(seed, startMs);
  const books = kept?.books ?? createAllBooks();
  if (kept !== null) resumeCourse(course, Date.now());
  const endMs = freeze ? course.liveFromMs + SCENE_MS : Infinity;
  // Where the course was lost, the feed has a history already: time in it does not go back for another one.
  const tellsHistory = kept !== null || (await isFeedEmpty(origin, keys.owner));
  const ending = new AbortController();
  const relayed = new RelayedBots({
    origin,
    ownerKey: keys.owner,
    relayKey: keys.relay,
    stateDir,
    books,
    imported: kept?.imported ?? !tellsHistory,
    course,
    freeze,
    abort: AbortSignal.any([abort, ending.signal]),
    report,
  });
  const keep = (sending: Message): Promise<void> => {
    const { imported } = relayed;
    return writeKept(path, { version: COURSE_VERSION, seed, course, books, imported, sending } satisfies KeptCourse);
  };
  // Perhaps taken already, and then a repeat as long as its time is the same: a pause does not hold it.
  let repeat = kept?.sending ?? null;
  if (repeat !== null && repeat.atMs <= endMs && isRelayed(repeat.bot)) {
    // If it was not heard over the stream, the relay finds it in the books.
    take(books, repeat);
    repeat = null;
  }
  const post = async (message: Message): Promise<void> => {
    if (isRelayed(message.bot)) return relayed.deliver(message);
    const result = await postMessage(origin, keys.bots[message.bot]!, message, abort);
    if (result.kind === "refused") report(`The demo's ${message.bot} was refused: ${result.reason}`);
  };

  try {
    const wishes = await followWishes({ origin, ownerKey: keys.owner, freeze, abort, report });
    for (let posted = 0; !abort.aborted;) {
      const isHeld = repeat === null;
      let message: Message = repeat ?? nextMessage(course);
      repeat = null;
      if (message.atMs > endMs) {
        await relayed.open();
        await relayed.arrived;
        await keep(message);
        if (kept === null) await showPresence(course, post);
        told();
        return await endOf(abort);
      }
      const isHistory = message.atMs < course.liveFromMs;
      const isAtOnce = isHistory || freeze;
      if (isAtOnce) noteWorths(books, course, message.atMs);
      if (isAtOnce && isRelayed(message.bot)) {
        take(books, message);
        continue;
      }
      if (isHistory ? !tellsHistory : freeze && message.heartbeat) continue;
      if (isHistory && wishes.pause !== null) await endOf(AbortSignal.any([wishes.pause, abort]));
      if (!isAtOnce) {
        // Not earlier: what a relay sends arrives now, and nothing of before can come after it.
        await relayed.open();
        void relayed.arrived.then(told);
        await untilDue(course, message, abort);
        if (isHeld && !message.heartbeat) message = await holdStill(course, message, { wishes, post, abort });
        if (abort.aborted) return;
      }
      if (!message.heartbeat && (!isAtOnce || posted % KEEP_EVERY === 0)) await keep(message);
      await post(message);
      posted += 1;
    }
  } finally {
    ending.abort();
    await relayed.closed();
  }
}

async function untilDue(course: Course, { atMs }: Message, abort: AbortSignal): Promise<void> {
  const waitMs = atMs - Date.now();
  if (waitMs > 0) await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
  else if (waitMs < -LATE_MS) resumeCourse(course, Date.now());
}

async function endOf(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

interface Holding {
  readonly wishes: Wishes;
  readonly post: (beat: Message) => Promise<void>;
  readonly abort: AbortSignal;
}

/** Holds a message through a pause, in which nothing but signs of life is posted; returns it as it is due then. */
async function holdStill(course: Course, message: Message, { wishes, post, abort }: Holding): Promise<Message> {
  if (wishes.pause === null) return message;
  const over = AbortSignal.any([wishes.pause, abort]);
  while (!over.aborted) {
    const beat = drawBeat(course, Date.now());
    const waitMs = beat === null ? HEARTBEAT_MS : Math.max(0, beat.atMs - Date.now());
    await delay(waitMs, undefined, { signal: over }).catch(() => undefined);
    if (beat === null) continue;
    if (over.aborted) course.outbox.unshift(beat);
    else await post(beat);
  }
  return release(course, message, Date.now());
}

async function readCourse(path: string): Promise<KeptCourse | null> {
  const kept = (await readKept(path)) as KeptCourse | null;
  return kept?.version === COURSE_VERSION ? kept : null;
}
