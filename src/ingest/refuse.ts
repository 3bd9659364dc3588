/**
 * How a publish whose key opens its feed is refused: the problem as the answer, and a word to the feed's room, so that
 * whoever connects a bot sees what the server made of its attempts. The word goes after the answer and may get lost; it
 * carries nothing of the body, and a producer that fails in a loop costs one call of the room a second at the most. A key
 * that opens nothing never reaches a room, so of its attempts nothing is said.
 */
import { PROBLEMS, type Problem } from "@fillcast/protocol";
import { RPC_VERSION, type Refusal } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import type { AppContext } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";

const DETAIL_MAX_CHARS = 200;
/** Between two words about the same key, in one isolate. */
const NOTE_EVERY_MS = 1_000;
const KEYS_MAX = 1_000;
/** When the last word about a key went out, ms since 1970, the longest ago first. */
const notedAt = new Map<string, number>();

/** Answers with the problem. What is our own failure (5xx) or too much (429) is no fault of the sender's settings, and not noted. */
export function refusePublish(c: AppContext, grant: Grant, problem: Problem): Response {
  const { status } = PROBLEMS[problem.slug];
  const nowMs = c.get("nowMs");
  if (status < 500 && status !== 429 && takesTurn(grant.keyId, nowMs))
    c.executionCtx.waitUntil(tellRoom(c, grant.feed, toRefusal(grant, status, problem, nowMs)));
  return answerProblem(c, problem);
}

function takesTurn(keyId: string, nowMs: number): boolean {
  if (nowMs - (notedAt.get(keyId) ?? 0) < NOTE_EVERY_MS) return false;
  notedAt.delete(keyId);
  if (notedAt.size >= KEYS_MAX) notedAt.delete(notedAt.keys().next().value!);
  notedAt.set(keyId, nowMs);
  return true;
}

function toRefusal({ keyId, bot }: Grant, status: number, { slug, detail, errors }: Problem, at: number): Refusal {
  const first = errors?.[0];
  const said = first === undefined ? detail : first.detail;
  return {
    at,
    keyId,
    ...(bot === undefined ? {} : { bot }),
    status,
    problem: slug,
    ...(first === undefined ? {} : { pointer: first.pointer }),
    detail: said.slice(0, DETAIL_MAX_CHARS),
  };
}

/** Once: an attempt that was not noted is no loss that is worth a retry. */
async function tellRoom(c: AppContext, feed: string, refusal: Refusal): Promise<void> {
  try {
    await c.env.Feed.getByName(feed).noteRefusal({ v: RPC_VERSION, refusal });
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "refusal not noted", error: (error as Error).name }));
  }
}
