/**
 * `POST /v1/events`: key, body, drafts, publish, answer. Feed and bot come from the key; a body that names others is refused.
 */
import { Hono } from "hono";
import { EVENT_ID_MAX_CHARS } from "@fillcast/protocol";
import { refuse, type Draft, type Refused } from "../../parties/feed/rpc.ts";
import { authenticate } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import type { Grant } from "../auth/grant.ts";
import { decodeUtf8, mediaType, readBody } from "../http/body.ts";
import type { AppEnv } from "../http/context.ts";
import { refuseEncoding } from "../http/json-body.ts";
import { answerProblem } from "../http/problem.ts";
import { decodeJsonEvents, decodeNdjsonEvents, type SaidEvents } from "./decode/native.ts";
import { edgeOf } from "./edge.ts";
import { draftById, enrich, type Origin } from "./enrich.ts";
import { importedAt } from "./imported.ts";
import { answerBatch, answerSingle, publish } from "./publish.ts";
import type { Said } from "./said.ts";
import { eventIdSchema } from "./schema.ts";

export const nativeRoutes = new Hono<AppEnv>();

nativeRoutes.post("/v1/events", async (c) => {
  const grant = authenticate(c, apiCredential(c), "publish", null);
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const said = await readEvents(c.req.raw);
  if (said.kind === "refused") return answerProblem(c, said.problem);
  const drafts = toDrafts(said, grant, { source: "api", edge: edgeOf(c) }, c.req.header("Idempotency-Key"));
  if (drafts.kind === "refused") return answerProblem(c, drafts.problem);
  const imported = importedAt(c);
  if (imported.kind === "refused") return answerProblem(c, imported.problem);
  const outcome = await publish(c.env, grant, drafts.drafts, imported.at);
  return said.kind === "single" ? answerSingle(c, outcome) : answerBatch(c, outcome);
});

async function readEvents(request: Request): Promise<SaidEvents | Refused> {
  const decode = DECODERS.get(mediaType(request.headers.get("Content-Type")));
  if (decode === undefined) {
    return refuse("unsupported-media-type", "Send Content-Type: application/json or application/x-ndjson.");
  }
  const body = await readBody(request);
  if (body.kind === "refused") return body;
  const text = decodeUtf8(body.bytes);
  return text === null ? refuseEncoding() : decode(text);
}

const DECODERS: ReadonlyMap<string, (text: string) => SaidEvents | Refused> = new Map([
  ["application/json", decodeJsonEvents],
  ["application/x-ndjson", decodeNdjsonEvents],
]);

interface Drafts {
  readonly kind: "drafts";
  readonly drafts: readonly Draft[];
}

function toDrafts(
  { kind, events }: SaidEvents,
  grant: Grant,
  origin: Origin,
  idempotencyKey: string | undefined,
): Drafts | Refused {
  const drafts: Draft[] = [];
  for (const [index, said] of events.entries()) {
    const where = kind === "single" ? "The event" : `Event ${index}`;
    const mismatch = findMismatch(said, grant, where);
    if (mismatch !== null) return mismatch;
    const id = chooseId(said, idempotencyKey, kind === "single" ? null : index);
    if (id === null) {
      return refuse(
        "invalid-request",
        `Idempotency-Key must give ids of 1 to ${EVENT_ID_MAX_CHARS} characters, without control characters.`,
      );
    }
    const draft = draftById(enrich(said, grant, origin), id);
    if ("problem" in draft) return refuse(draft.problem.slug, `${where}: ${draft.problem.detail}`);
    drafts.push(draft);
  }
  return { kind: "drafts", drafts };
}

/** Its own id; else from the header, with its place in a batch; else one that makes a retry of our own append once. */
function chooseId(said: Said, idempotencyKey: string | undefined, index: number | null): string | null {
  if (said.id !== undefined) return said.id;
  if (idempotencyKey === undefined) return crypto.randomUUID();
  const id = index === null ? idempotencyKey : `${idempotencyKey}:${index}`;
  return idempotencyKey !== "" && eventIdSchema.safeParse(id).success ? id : null;
}

function findMismatch({ user, bot }: Said, grant: Grant, where: string): Refused | null {
  if (user !== undefined && user !== grant.feed) {
    return refuse(
      "identity-mismatch",
      `${where} names another user than its key. Leave it out, or use that user's key.`,
    );
  }
  if (bot !== undefined && grant.bot !== undefined && bot !== grant.bot) {
    return refuse(
      "identity-mismatch",
      `${where} names another bot than its key, which publishes as ${grant.bot}. Leave it out, or use that bot's key.`,
    );
  }
  return null;
}
