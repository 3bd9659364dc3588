/**
 * `POST /v1/events`: key, body, drafts, publish, answer. Feed and bot come from the key; a body that names others is refused.
 */
import { Hono } from "hono/tiny";
import { EVENT_ID_MAX_CHARS, refuse, isRefused, type Refused } from "@fillcast/protocol";
import type { Draft } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { withKey } from "../auth/require.ts";
import { decodeUtf8, mediaType, readBody } from "../http/body.ts";
import type { AppEnv, KeyedContext } from "../http/context.ts";
import { refuseEncoding } from "../http/json-body.ts";
import { prefersLenient } from "../http/prefer.ts";
import type { Answer } from "../http/problem.ts";
import { FORM_TYPE } from "./decode/form.ts";
import { allOrNothing, decodeJsonEvents, decodeNdjsonEvents, type DecodedEvents } from "./decode/native.ts";
import { edgeOf } from "./edge.ts";
import { draftById, enrich, type Origin } from "./enrich.ts";
import { importedAt } from "./imported.ts";
import { answerBatch, answerLenient, answerSingle, publish } from "./publish.ts";
import type { Said } from "./said.ts";
import { eventIdSchema } from "./schema.ts";

export const nativeRoutes = new Hono<AppEnv>();

nativeRoutes.post("/v1/events", withKey("publish", publishEvents));

async function publishEvents(c: KeyedContext): Promise<Answer> {
  const decoded = await readEvents(c.req.raw);
  if (isRefused(decoded)) return decoded;
  const at = importedAt(c);
  if (isRefused(at)) return at;
  const origin = { source: "api", edge: edgeOf(c) } as const;
  const toDraft = drafter(c.get("grant"), origin, c.req.header("Idempotency-Key"));
  if (decoded.kind === "batch" && prefersLenient(c.req.header("Prefer"))) {
    const { drafts, refused } = sort(decoded.events.map((said, index) => toDraft(said, index)));
    return answerLenient(c, await publish(c, drafts, { at, lenient: true }), refused);
  }
  const said = allOrNothing(decoded);
  if (isRefused(said)) return said;
  const { drafts, refused } = sort(
    said.events.map((one, index) => toDraft(one, said.kind === "single" ? null : index)),
  );
  for (const first of refused.values()) return first;
  const outcome = await publish(c, drafts, { at });
  return said.kind === "single" ? answerSingle(c, outcome) : answerBatch(c, outcome);
}

async function readEvents(request: Request): Promise<DecodedEvents | Refused> {
  const decode = DECODERS.get(mediaType(request.headers.get("Content-Type")));
  if (decode === undefined) return refuseMediaType();
  const bytes = await readBody(request);
  if (isRefused(bytes)) return bytes;
  const text = decodeUtf8(bytes);
  return text === null ? refuseEncoding() : decode(text);
}

/** `curl -d` without a content type says that it sends a form. */
const DECODERS: ReadonlyMap<string, (text: string) => DecodedEvents | Refused> = new Map([
  ["application/json", decodeJsonEvents],
  ["application/x-ndjson", decodeNdjsonEvents],
  [FORM_TYPE, (text) => (/^\s*[{[]/.test(text) ? decodeJsonEvents(text) : refuseMediaType())],
]);

function refuseMediaType(): Refused {
  return refuse("unsupported-media-type", "Send Content-Type: application/json or application/x-ndjson.");
}

interface Sorted {
  readonly drafts: readonly Draft[];
  /** By index. */
  readonly refused: ReadonlyMap<number, Refused>;
}

function sort(made: readonly (Draft | Refused)[]): Sorted {
  const drafts: Draft[] = [];
  const refused = new Map<number, Refused>();
  for (const [index, one] of made.entries()) {
    if (isRefused(one)) refused.set(index, one);
    else drafts.push(one);
  }
  return { drafts, refused };
}

/** Makes drafts of what one request says; `index` is an event's place in a batch, null for a single one. */
function drafter(grant: Grant, origin: Origin, idempotencyKey: string | undefined) {
  return function toDraft(said: Said | Refused, index: number | null): Draft | Refused {
    if (isRefused(said)) return said;
    const where = index === null ? "The event" : `Event ${index}`;
    const mismatch = findMismatch(said, grant, where);
    if (mismatch !== null) return mismatch;
    const id = chooseId(said, idempotencyKey, index);
    if (id === null) {
      return refuse(
        "invalid-request",
        `Event ids from Idempotency-Key must have 1 to ${EVENT_ID_MAX_CHARS} characters in UTF-8, without control characters.`,
      );
    }
    const draft = draftById(enrich(said, grant, origin), id);
    return isRefused(draft) ? refuse(draft.problem.slug, `${where}: ${draft.problem.detail}`) : draft;
  };
}

/** Its own id; else from the header, with its place in a batch; else one that makes a retry of our own append once. */
function chooseId(said: Said, idempotencyKey: string | undefined, index: number | null): string | null {
  if (idempotencyKey === undefined) return said.id ?? crypto.randomUUID();
  const id = index === null ? idempotencyKey : `${idempotencyKey}:${index}`;
  // The platform has replaced by U+FFFD what was not UTF-8: two such keys would be one.
  const isKey = idempotencyKey !== "" && !idempotencyKey.includes("\ufffd") && eventIdSchema.safeParse(id).success;
  return isKey ? (said.id ?? id) : null;
}

function findMismatch({ user, bot }: Said, grant: Grant, where: string): Refused | null {
  if (user !== undefined && user !== grant.feed) {
    return refuse("identity-mismatch", `${where} does not match the key's user. Leave it out, or use that user's key.`);
  }
  if (bot !== undefined && grant.bot !== undefined && bot !== grant.bot) {
    return refuse(
      "identity-mismatch",
      `${where} does not match the key's bot, ${grant.bot}. Leave it out, or use that bot's key.`,
    );
  }
  return null;
}
