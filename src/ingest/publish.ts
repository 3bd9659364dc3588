/**
 * The one place where events enter the room, and the answers to producers. A bot waits inside its trading loop, so nothing
 * else happens between the room's answer and the response.
 */
import { problemToBody, isRefused, type Problem, type Refused } from "@fillcast/protocol";
import type { Appended, Draft } from "../../parties/feed/rpc.ts";
import { noteUnbounded, refuseStorm } from "../auth/storm.ts";
import type { AppContext, KeyedContext } from "../http/context.ts";
import { answerSealed } from "../http/envelope.ts";
import { LENIENT_APPLIED } from "../http/prefer.ts";
import type { Answer } from "../http/problem.ts";

/** How drafts are published. */
export interface PublishOptions {
  /** When imported events happened, ms since 1970. */
  readonly at?: number | undefined;
  /** A conflict refuses itself alone. */
  readonly lenient?: boolean;
}

/** One call for all drafts: all of them are durable afterwards, or none is, but for what is refused alone. */
export async function publish(
  c: KeyedContext,
  drafts: readonly Draft[],
  { at, lenient = false }: PublishOptions,
): Promise<Appended | Refused> {
  const grant = c.get("grant");
  const storm = await refuseStorm(c.env, grant, c.get("nowMs"));
  if (storm !== null) return storm;
  const outcome = await c.get("room").append({
    drafts,
    ...(at === undefined ? {} : { at }),
    ...(lenient ? ({ lenient } as const) : {}),
  });
  if (!isRefused(outcome)) noteUnbounded(grant, outcome.unbounded === true);
  return outcome;
}

/** `{"status":"ok","id","seq","duplicate"}` */
export function answerSingle(c: AppContext, outcome: Appended | Refused): Answer {
  if (isRefused(outcome)) return outcome;
  const { id, seq, duplicate } = outcome.results[0]!;
  return answerSealed(c, { status: "ok", id, seq, duplicate });
}

/** `{"status":"ok","epoch","accepted","duplicates","events":[{"id","seq","duplicate"}]}` */
export function answerBatch(c: AppContext, outcome: Appended | Refused): Answer {
  if (isRefused(outcome)) return outcome;
  const events = outcome.results.map(({ id, seq, duplicate }) => ({ id, seq, duplicate }));
  const duplicates = events.filter((event) => event.duplicate).length;
  const accepted = events.length - duplicates;
  return answerSealed(c, { status: "ok", epoch: outcome.epoch, accepted, duplicates, events });
}

/**
 * The same for a lenient batch, with `refused`, and for each event that was its `problem`; `status` is then `partial`. `refused`
 * holds the problems of those that never came to the room, by their index.
 */
export function answerLenient(
  c: AppContext,
  outcome: Appended | Refused,
  refusedAt: ReadonlyMap<number, Refused>,
): Answer {
  if (isRefused(outcome)) return outcome;
  const results = [...outcome.results];
  const problems: Problem[] = [];
  const events = Array.from({ length: results.length + refusedAt.size }, (_, index) => {
    const own = refusedAt.get(index)?.problem;
    const result = own === undefined ? results.shift()! : null;
    const problem = own ?? (result?.problem === undefined ? undefined : atIndex(result.problem, index));
    if (problem === undefined) return { id: result!.id, seq: result!.seq, duplicate: result!.duplicate };
    problems.push(problem);
    return { problem: problemToBody(problem, c.get("requestId")) };
  });
  // The owner sees the first of them while a bot is connected, as with a request that is refused whole.
  if (problems[0] !== undefined) c.set("problem", problems[0]);
  const duplicates = outcome.results.filter(({ duplicate }) => duplicate).length;
  const body = {
    status: problems.length === 0 ? "ok" : "partial",
    epoch: outcome.epoch,
    accepted: events.length - duplicates - problems.length,
    duplicates,
    refused: problems.length,
    events,
  };
  return c.json(body, 200, LENIENT_APPLIED);
}

/** An event's own problem, with pointers into the body. */
function atIndex({ errors = [], ...problem }: Problem, index: number): Problem {
  return {
    ...problem,
    errors: errors.map(({ pointer, detail }) => ({ pointer: `/${index}${pointer}`, detail })),
  };
}
