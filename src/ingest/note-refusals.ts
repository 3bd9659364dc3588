/**
 * Tells the room of a publish that was refused, so that the owner who connects a bot sees what it met: any refusal of a
 * publish route, and a POST to an address that takes none, where the request carries a key of ours in any place. It is
 * told after the answer, which neither waits for it nor fails by it, and never with a key or a body in it. What carries no
 * key with a good signature belongs to no feed and is told to nobody.
 */
import type { MiddlewareHandler } from "hono";
import { PROBLEMS, type Problem, type ProblemSlug } from "@fillcast/protocol";
import { REFUSALS_MAX, RPC_VERSION, type RefusedAttempt } from "../../parties/feed/rpc.ts";
import { verifyCredential } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import type { Claims } from "../auth/jwt.ts";
import type { Env } from "../env.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { redact } from "../http/redact.ts";
import { Pace } from "./pace.ts";

/**
 * A key's storm costs this much of the room and no more, an isolate: at once as many as the room keeps, then one a
 * second, which is as often as anybody looks. What comes between is not told.
 */
const pace = new Pace(REFUSALS_MAX, 1);

const POINTER_MAX_CHARS = 128;
const DETAIL_MAX_CHARS = 300;

const PUBLISH_PATH = /^\/v1\/(events|webhooks)(\/|$)/;
/** What a bot with a wrong address meets. */
const ASTRAY: ReadonlySet<ProblemSlug> = new Set(["not-found", "method-not-allowed"]);
/** There is no room to tell, or it has more calls than it can take. */
const UNTOLD: ReadonlySet<ProblemSlug> = new Set(["feed-not-found", "feed-erased", "room-overloaded"]);

/** Around all routes, so that unknown addresses, wrong methods and unexpected errors are seen too. */
export const noteRefusals: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const problem = c.get("problem");
  if (problem === undefined || UNTOLD.has(problem.slug) || !isAttempt(c, problem.slug)) return;
  const claims = findClaims(c);
  if (claims === null || !pace.take(claims.jti, c.get("nowMs"))) return;
  c.executionCtx.waitUntil(tellRoom(c.env, claims.sub, toAttempt(problem, claims)));
};

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

function toAttempt({ slug, detail, errors }: Problem, { jti, bot }: Claims): RefusedAttempt {
  const { status } = PROBLEMS[slug];
  const first = errors?.[0];
  // The detail of a 422 only says that something is wrong; its first error says what.
  const said = status === 422 && first !== undefined ? first.detail : detail;
  return {
    keyId: jti,
    bot: bot ?? null,
    status,
    problem: slug,
    pointer: first === undefined ? null : redact(first.pointer).slice(0, POINTER_MAX_CHARS),
    detail: redact(said).slice(0, DETAIL_MAX_CHARS),
  };
}

/** One try: what is lost is a line in a list that is forgotten anyway. A room of the build before does not know the call. */
async function tellRoom(env: Env, feed: string, attempt: RefusedAttempt): Promise<void> {
  try {
    await env.Feed.getByName(feed).noteRefusal({ v: RPC_VERSION, attempt });
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "refusal not noted", error: (error as Error).name }));
  }
}
