/**
 * Runs one work on those of the sides that take part in it, alternating; what fails is a run without a result.
 */
import { bundleWithout } from "./ablation/bundle-without.ts";
import { ALL_PIECES, REMOVALS } from "./ablation/removals.ts";
import { COLUMNS } from "./columns.ts";
import { measureFeeds } from "./feeds/measure-feeds.ts";
import { measureHistory } from "./history/measure-history.ts";
import { checkLimits } from "./limits/answers.ts";
import { measureState } from "./limits/measure-state.ts";
import { measure } from "./measure.ts";
import { areaOfSide } from "./page/areas.ts";
import { measureAreas } from "./profile/measure-areas.ts";
import { measureOutage } from "./relay/measure-outage.ts";
import { measureWait, pythonAbsence } from "./relay/measure-wait.ts";
import { numberOf, type Numbers, type Outcome, type Run } from "./run-log.ts";
import { floor } from "./sides/platform.ts";
import { fillcast, fillcastAs } from "./sides/fillcast.ts";
import { relay } from "./sides/relay.ts";
import type { Side } from "./sides/side.ts";
import { measureSizes } from "./sizes.ts";
import { withStateFolder } from "./state-folder.ts";
import { measureStorm } from "./storm/measure-storm.ts";
import { STORM_SIDES } from "./storm/sides.ts";
import { measureWan } from "./wan/measure-wan.ts";
import { measureWake } from "./wake/measure-wake.ts";
import type { PiecesWork, Work } from "./works.ts";

export interface RunOptions {
  readonly work: Work;
  readonly sides: readonly Side[];
  readonly reps: number;
  /** Gets what goes on. */
  readonly say: (line: string) => void;
  /** Gets which sides cannot take part here, and why. */
  readonly absent: (side: string, why: string) => void;
}

/** One of those that are compared. */
interface Contestant {
  readonly side: string;
  readonly league: Side["league"];
  readonly point?: number;
  readonly measure: (stateDir: string) => Promise<Numbers>;
}

const SUBJECT = { side: fillcast.name, league: fillcast.league } as const;

/** The runs as they are done. */
export async function* runWork(options: RunOptions): AsyncGenerator<Run> {
  const { work, sides, reps, say } = options;
  const able = (wanted: (side: Side) => boolean): Side[] => ableSides(options, wanted);
  switch (work.kind) {
    case "stream": {
      const contestants = able(({ name }) => work.sides.includes(name)).map((side) => {
        return contestant(side, (stateDir) => measure({ side, work, stateDir }));
      });
      return yield* alternate(work.id, reps, contestants);
    }
    case "curve": {
      const own = able(({ name }) => work.sides.includes(name));
      for (let rep = 1; rep <= reps; rep++) {
        for (const point of work.points) {
          const contestants = own.map((side) => {
            const run = (stateDir: string) => measure({ side, work: work.at(point), stateDir });
            return { ...contestant(side, run), point };
          });
          yield* oneRepetition(work.id, rep, contestants);
        }
      }
      return;
    }
    case "storm": {
      const names = able((side) => STORM_SIDES.some((storm) => storm.side === side));
      const contestants = STORM_SIDES.filter(({ side }) => names.includes(side)).flatMap((side) => {
        const run = contestant(side.side, (stateDir) => measureStorm({ side, work, stateDir }));
        if (side.side !== fillcast) return [run];
        const nothing = { ...work, missedPostsPerBot: 0 };
        const idle = {
          ...run,
          side: "idle sockets",
          measure: (stateDir: string) => measureStorm({ side, work: nothing, stateDir }),
        };
        return [run, idle];
      });
      return yield* alternate(work.id, reps, contestants);
    }
    default:
  }
  if (!sides.includes(fillcast) && !(work.kind === "outage" && sides.includes(relay))) return;
  try {
    switch (work.kind) {
      case "feeds": {
        const contestants = work.feeds.map((count): Contestant => {
          return {
            ...SUBJECT,
            side: count === 1 ? "one feed" : "many feeds",
            measure: (stateDir) => measureFeeds(work, count, stateDir),
          };
        });
        return yield* alternate(work.id, reps, contestants);
      }
      case "pieces":
        return yield* alternate(work.id, reps, await piecesOf(work));
      case "profile":
        for (let rep = 1; rep <= reps; rep++) {
          for (const side of rep % 2 === 0 ? [fillcast, floor] : [floor, fillcast]) {
            const areas = await withStateFolder((stateDir) => measureAreas(side, work.stream, stateDir));
            for (const [area, measurement] of areas)
              yield result(work.id, rep, { ...SUBJECT, side: areaOfSide(side.name, area) }, measurement);
          }
        }
        return;
      case "history":
        for (const [n, feeds] of (await measureHistory({ work, reps, say })).entries()) {
          for (const { side, measurement } of feeds) yield result(work.id, n + 1, { ...SUBJECT, side }, measurement);
        }
        return;
      case "wait": {
        const why = pythonAbsence();
        if (why !== null) options.absent("Python", why);
        for (let rep = 1; rep <= reps; rep++) {
          for (const { side, measurement } of await withStateFolder((stateDir) => measureWait(work, stateDir))) {
            yield result(work.id, rep, { ...SUBJECT, side }, measurement);
          }
        }
        return;
      }
      case "wan":
        for (let rep = 1; rep <= reps; rep++) {
          for (const { side, measurement } of await withStateFolder((stateDir) => measureWan(work, stateDir))) {
            yield result(work.id, rep, { ...SUBJECT, side }, measurement);
          }
        }
        return;
      case "wake":
        for (const [n, points] of (await measureWake(work, reps, say)).entries()) {
          for (const { point, measurement } of points) yield result(work.id, n + 1, { ...SUBJECT, point }, measurement);
        }
        return;
      case "state":
        for (let rep = 1; rep <= reps; rep++) {
          for (const { point, measurement } of await withStateFolder((stateDir) => measureState(work, stateDir))) {
            yield result(work.id, rep, { ...SUBJECT, point }, measurement);
          }
        }
        return;
      case "outage":
        // Minutes each; what it says is a count, which no repetition makes more exact.
        yield result(work.id, 1, { ...SUBJECT, side: relay.name }, await measureOutage(work));
        return;
      case "sizes":
        yield result(work.id, 1, SUBJECT, await measureSizes());
        return;
      case "answers":
        for (const { limit, sent, answer, isDocumented } of await withStateFolder(checkLimits)) {
          const message = `${limit}: ${sent} was answered ${answer}, which is not what PROTOCOL.md says`;
          const outcome: Outcome = isDocumented
            ? { kind: "answered", limit, sent, answer }
            : { kind: "failure", message };
          yield { work: work.id, ...SUBJECT, rep: 1, outcome };
        }
    }
  } catch (error) {
    yield { work: work.id, ...SUBJECT, rep: 1, outcome: toFailure(error) };
  }
}

/** The whole product through the same bundler as what lacks a piece; the archive of a Worker without its columns is not waited for. */
async function piecesOf({ stream }: PiecesWork): Promise<Contestant[]> {
  const work = { ...stream, countsLateWork: false };
  const sides = [
    floor,
    fillcastAs(fillcast.name, await bundleWithout([])),
    ...(await Promise.all(REMOVALS.map(async (piece) => fillcastAs(piece.name, await bundleWithout([piece]))))),
    fillcastAs(ALL_PIECES, await bundleWithout(REMOVALS)),
  ];
  return sides.map((side) => contestant(side, (stateDir) => measure({ side, work, stateDir })));
}

function ableSides({ sides, absent }: RunOptions, wanted: (side: Side) => boolean): Side[] {
  return sides.filter(wanted).filter((side) => {
    const why = side.absence?.() ?? null;
    if (why !== null) absent(side.name, why);
    return why === null;
  });
}

function contestant({ name, league }: Side, measure: Contestant["measure"]): Contestant {
  return { side: name, league, measure };
}

async function* alternate(work: string, reps: number, contestants: readonly Contestant[]): AsyncGenerator<Run> {
  for (let rep = 1; rep <= reps; rep++) yield* oneRepetition(work, rep, contestants);
}

/** Each repetition begins with another side, and every second one goes backwards: no side always runs after the same one. */
async function* oneRepetition(work: string, rep: number, contestants: readonly Contestant[]): AsyncGenerator<Run> {
  const first = rep % Math.max(1, contestants.length);
  const turned = [...contestants.slice(first), ...contestants.slice(0, first)];
  for (const { measure, ...who } of rep % 2 === 0 ? turned.reverse() : turned) {
    const outcome = await withStateFolder(measure).then(toResult, toFailure);
    yield { work, ...who, rep, outcome };
  }
}

function result(work: string, rep: number, who: Omit<Contestant, "measure">, measurement: Numbers): Run {
  return { work, ...who, rep, outcome: toResult(measurement) };
}

const toResult = (measurement: Numbers): Outcome => ({ kind: "result", measurement });

function toFailure(error: unknown): Outcome {
  return { kind: "failure", message: error instanceof Error ? error.message : String(error) };
}

/** A run on one line: the numbers of its work's table, or what went wrong. */
export function describe(run: Run, kind: Work["kind"]): string {
  const point = run.point === undefined ? "" : ` at ${run.point}`;
  const name = `work ${run.work} rep ${run.rep} ${run.side}${point}: `;
  switch (run.outcome.kind) {
    case "failure":
      return name + run.outcome.message;
    case "answered":
      return `${name}${run.outcome.sent} → ${run.outcome.answer}`;
    case "result": {
      const shown = COLUMNS[kind].map(({ title, metric, digits }) => {
        return `${title} ${numberOf(run, metric)?.toFixed(digits) ?? "-"}`;
      });
      return name + shown.join(", ");
    }
  }
}
