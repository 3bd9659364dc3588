/**
 * Runs one work on those of the sides that take part in it, alternating; what fails is a run without a result.
 */
import { COLUMNS } from "./columns.ts";
import { measureHistory } from "./history/measure-history.ts";
import { measure } from "./measure.ts";
import { numberOf, type Numbers, type Run } from "./run-log.ts";
import { STREAM_SIDES } from "./sides/all.ts";
import { fillcast } from "./sides/fillcast.ts";
import type { Side } from "./sides/side.ts";
import { withStateFolder } from "./state-folder.ts";
import { measureStorm } from "./storm/measure-storm.ts";
import { STORM_SIDES } from "./storm/sides.ts";
import type { Work } from "./works.ts";

/** The runs as they are done; `say` gets which sides cannot take part here. */
export async function* runWork(
  work: Work,
  sides: readonly Side[],
  reps: number,
  say: (line: string) => void,
): AsyncGenerator<Run> {
  switch (work.kind) {
    case "stream": {
      const able = sides.filter((side) => STREAM_SIDES.includes(side));
      const run = (side: Side, stateDir: string): Promise<Numbers> => measure({ side, work, stateDir });
      return yield* alternate({ work, reps, participants: able, sideOf: (side) => side, measureOne: run });
    }
    case "storm": {
      const able = STORM_SIDES.filter(({ side }) => sides.includes(side)).filter(({ side, absence }) => {
        const why = absence();
        if (why !== null) say(`work ${work.id} without ${side.name}: ${why}`);
        return why === null;
      });
      return yield* alternate({
        work,
        reps,
        participants: able,
        sideOf: ({ side }) => side,
        measureOne: (side, stateDir) => measureStorm({ side, work, stateDir }),
      });
    }
    case "history": {
      if (!sides.includes(fillcast)) return;
      const { league } = fillcast;
      try {
        for (const [n, feeds] of (await measureHistory({ work, reps, say })).entries()) {
          for (const { side, measurement } of feeds) {
            yield { work: work.id, side, league, rep: n + 1, outcome: toResult(measurement) };
          }
        }
      } catch (error) {
        yield { work: work.id, side: fillcast.name, league, rep: 1, outcome: toFailure(error) };
      }
    }
  }
}

interface Contest<Participant> {
  readonly work: Work;
  readonly reps: number;
  readonly participants: readonly Participant[];
  readonly sideOf: (participant: Participant) => Side;
  readonly measureOne: (participant: Participant, stateDir: string) => Promise<Numbers>;
}

/** Each repetition begins with another side, and every second one goes backwards: no side always runs after the same one. */
async function* alternate<Participant>({
  work,
  reps,
  participants,
  sideOf,
  measureOne,
}: Contest<Participant>): AsyncGenerator<Run> {
  for (let rep = 1; rep <= reps; rep++) {
    const first = rep % Math.max(1, participants.length);
    const turned = [...participants.slice(first), ...participants.slice(0, first)];
    for (const participant of rep % 2 === 0 ? turned.reverse() : turned) {
      const { name: side, league } = sideOf(participant);
      const outcome = await withStateFolder((stateDir) => measureOne(participant, stateDir)).then(toResult, toFailure);
      yield { work: work.id, side, league, rep, outcome };
    }
  }
}

const toResult = (measurement: Numbers): Run["outcome"] => ({ kind: "result", measurement });

function toFailure(error: unknown): Run["outcome"] {
  return { kind: "failure", message: error instanceof Error ? error.message : String(error) };
}

/** A run on one line: the numbers of its work's table, or what went wrong. */
export function describe(run: Run): string {
  const name = `work ${run.work} rep ${run.rep} ${run.side}: `;
  if (run.outcome.kind === "failure") return name + run.outcome.message;
  const columns = Object.values(COLUMNS).find(([first]) => numberOf(run, first!.metric) !== null) ?? [];
  return (
    name +
    columns.map(({ title, metric, digits }) => `${title} ${numberOf(run, metric)?.toFixed(digits) ?? "-"}`).join(", ")
  );
}
