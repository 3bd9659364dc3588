/**
 * Reports a refused publish to the room, so that an owner who connects a bot sees what went wrong: any refusal of a publish
 * route, and a POST to an address that accepts none, if the request carries a key of ours anywhere. The report is sent after
 * the answer, which neither waits for it nor fails with it, and never has a key or a body in it. A request without a valid
 * key belongs to no feed and is not reported: expired and revoked keys wake no room.
 */
import { PROBLEMS, isRefused, type Problem, type ProblemSlug } from "@fillcast/protocol";
import { FAILED_ATTEMPTS_MAX, type FailedAttempt } from "../../parties/feed/rpc.ts";
import { verifyCredential } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { isInForce } from "../auth/grant.ts";
import type { Claims } from "../auth/jwt.ts";
import { findTurnedAway, noteTurnedAway } from "../auth/turned-away.ts";
import type { Env } from "../env.ts";
import type { AppContext } from "../http/context.ts";
import { redact } from "../http/redact.ts";
import { RoomClient } from "../room-client.ts";
import { Pace } from "./pace.ts";

/**
 * A key's storm costs this much of the room and no more, an isolate: at once as many as the room keeps, then one a
 * second, which is as often as anybody looks. Those in between are not reported.
 */
const pace = new Pace(FAILED_ATTEMPTS_MAX, 1);

const POINTER_MAX_CHARS = 128;
const DETAIL_MAX_CHARS = 300;

const PUBLISH_PATH = /^\/v1\/(events|webhooks|relay)(\/|$)/;
/** What a bot with a wrong address meets. */
const ASTRAY: ReadonlySet<ProblemSlug> = new Set(["not-found", "method-not-allowed"]);
/** There is no room to tell, it has more calls than it can take, or it knows already and would be woken by the next. */
const UNTOLD: ReadonlySet<ProblemSlug> = new Set([
  "feed-not-found",
  "feed-erased",
  "key-revoked",
  "room-overloaded",
  "room-unreachable",
  "room-broken",
  "storage-full",
  "rate-limited",
]);

/** After all routes, so that unknown addresses, wrong methods and unexpected errors are seen too. */
export function noteFailedAttempt(c: AppContext): void {
  const problem = c.get("problem");
  if (problem === undefined || UNTOLD.has(problem.slug) || !isAttempt(c, problem.slug)) return;
  const nowMs = c.get("nowMs");
  const claims = findClaims(c);
  if (claims === null || !isInForce(claims, nowMs)) return;
  if (
    findTurnedAway({ feed: claims.sub, keyId: claims.jti }, "publish", nowMs) !== null ||
    !pace.take(claims.jti, nowMs)
  )
    return;
  c.executionCtx.waitUntil(tellRoom(c.env, claims, problem, nowMs));
}

function isAttempt(c: AppContext, slug: ProblemSlug): boolean {
  return PUBLISH_PATH.test(c.req.path) || (c.req.method === "POST" && ASTRAY.has(slug));
}

/** Of the first key with a good signature, wherever it stands and whether or not the route looks there. */
function findClaims(c: AppContext): Claims | null {
  const last = c.req.path.split("/").findLast((segment) => segment !== "");
  for (const credential of [last, apiCredential(c), c.req.query("key"), c.req.query("token")]) {
    const claims = credential ? verifyCredential(c.env, credential) : null;
    if (claims !== null) return claims;
  }
  return null;
}

function toAttempt({ slug, detail, errors }: Problem, { bot }: Claims): Omit<FailedAttempt, "keyId"> {
  const { status } = PROBLEMS[slug];
  const first = errors?.[0];
  // The detail of a 422 only says that something is wrong; its first error says what.
  const said = status === 422 && first !== undefined ? first.detail : detail;
  return {
    bot: bot ?? null,
    status,
    problem: slug,
    pointer: first === undefined ? null : redact(first.pointer, POINTER_MAX_CHARS),
    detail: redact(said, DETAIL_MAX_CHARS),
  };
}

/** One try: what is lost is a line in a list that is forgotten anyway. A room of the build before does not know the call. */
async function tellRoom(env: Env, claims: Claims, problem: Problem, nowMs: number): Promise<void> {
  const { sub: feed, jti: keyId } = claims;
  try {
    const told = await new RoomClient(env, feed, { kind: "key", id: keyId }).noteRefusal(toAttempt(problem, claims));
    if (isRefused(told)) noteTurnedAway({ feed, keyId }, told.problem, nowMs);
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "refusal not noted", error: (error as Error).name }));
  }
}
