/**
 * The one place where events enter the room, and the answers that producers get. A bot waits inside its trading loop, so
 * nothing else happens between the room's word and the answer.
 */
import { RPC_VERSION, type Appended, type Draft, type Refused } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { callRoom } from "../call-room.ts";
import type { Env } from "../env.ts";
import type { AppContext } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";

/** One call for all drafts: all of them are durable afterwards, or none is. `at` where they are imported. */
export async function publish(
  env: Env,
  { feed, keyId }: Grant,
  drafts: readonly Draft[],
  at: number | undefined,
): Promise<Appended | Refused> {
  const request = { v: RPC_VERSION, keyId, drafts, ...(at === undefined ? {} : { at }) };
  return callRoom(env, feed, (room) => room.append(request));
}

/** `{"status":"ok","id","seq","duplicate"}` */
export function answerSingle(c: AppContext, outcome: Appended | Refused): Response {
  if (outcome.kind === "refused") return answerProblem(c, outcome.problem);
  const { id, seq, duplicate } = outcome.results[0]!;
  return c.json({ status: "ok", id, seq, duplicate });
}

/** `{"status":"ok","epoch","accepted","duplicates","events":[{"id","seq","duplicate"}]}` */
export function answerBatch(c: AppContext, outcome: Appended | Refused): Response {
  if (outcome.kind === "refused") return answerProblem(c, outcome.problem);
  const events = outcome.results.map(({ id, seq, duplicate }) => ({ id, seq, duplicate }));
  const duplicates = events.filter((event) => event.duplicate).length;
  return c.json({ status: "ok", epoch: outcome.epoch, accepted: events.length - duplicates, duplicates, events });
}
