/**
 * `POST /v1/relay`: what a relay took beside its bots, with an answer for each item. Ids are the relay's, so that equal bodies
 * are two events and a retry is none.
 */
import {
  RELAY_AHEAD_MAX_MS,
  RELAY_AT_MIN_MS,
  isRefused,
  problemToBody,
  readVitals,
  refuse,
  type Edge,
  type JsonObject,
  type Problem,
  type Refused,
} from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { Appended, AppendResult, Draft, DraftEvent } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { withKey } from "../auth/require.ts";
import { decodeUtf8, mediaType, readGzipBody } from "../http/body.ts";
import type { AppEnv, KeyedContext } from "../http/context.ts";
import { refuseEncoding } from "../http/json-body.ts";
import type { Answer } from "../http/problem.ts";
import { decodeRelayLines, type RelayItem } from "./decode/relay.ts";
import { markReplaced } from "./decode/replaced.ts";
import { edgeOf } from "./edge.ts";
import { draftById, enrich } from "./enrich.ts";
import { publish } from "./publish.ts";
import { shorten } from "./shorten.ts";

export const relayRoutes = new Hono<AppEnv>();

relayRoutes.post("/v1/relay", withKey("publish", receiveRelay));

async function receiveRelay(c: KeyedContext): Promise<Answer> {
  if (mediaType(c.req.header("Content-Type")) !== "application/x-ndjson") {
    return refuse("unsupported-media-type", "Send Content-Type: application/x-ndjson, one item per line.");
  }
  const bytes = await readGzipBody(c.req.raw);
  if (isRefused(bytes)) return bytes;
  const text = decodeUtf8(bytes);
  const lines = text === null ? refuseEncoding() : decodeRelayLines(text);
  if (isRefused(lines)) return lines;
  const edge: Edge = { ...edgeOf(c), via: "relay" };
  const made = lines.map(({ id, item }) => ({
    id,
    draft: isRefused(item) ? item : toDraft(item, c.get("grant"), edge),
  }));
  const drafts = made.flatMap(({ draft }) => (isRefused(draft) ? [] : [draft]));
  const outcome = await publish(c, drafts, { lenient: true });
  return isRefused(outcome) ? outcome : answer(c, made, outcome);
}

/** One item for the room. What identifies it is what the relay sent, whatever its clock is taken for. */
function toDraft({ id, bot, at, said, webhook }: RelayItem, grant: Grant, edge: Edge): Draft | Refused {
  if (grant.bot !== undefined && grant.bot !== bot) {
    return refuse(
      "identity-mismatch",
      `This key publishes as ${grant.bot} only, not as ${bot}. Use a key without a bot.`,
    );
  }
  const source = webhook?.source.source ?? "api";
  const told: typeof said = { ...said, bot, ts: said.ts ?? at };
  const marked = webhook === null ? told : markReplaced(told, webhook.bytes);
  const event = enrich(marked, grant, { source, edge });
  if (event.type === "heartbeat") return toHeartbeat(event, id);
  const draft = draftById(webhook === null ? event : shorten(event, webhook.bytes), id);
  if (isRefused(draft) || said.ts !== undefined || isPossible(at, edge.at)) return draft;
  return { ...draft, event: { ...draft.event, ts: edge.at, edge: { ...edge, saidAt: at } } };
}

/** In no log, so that it has no limit of its own: what is read of it is bounded. */
function toHeartbeat(event: DraftEvent, id: string): Draft | Refused {
  const vitals = readVitals(event.data);
  const draft = draftById({ ...event, data: {} }, id);
  if (isRefused(draft) || vitals === null) return draft;
  return { ...draft, event: { ...event, data: { vitals: vitals as unknown as JsonObject } } };
}

function isPossible(at: number, nowMs: number): boolean {
  return Number.isSafeInteger(at) && at >= RELAY_AT_MIN_MS && at <= nowMs + RELAY_AHEAD_MAX_MS;
}

interface Made {
  readonly id: string | null;
  readonly draft: Draft | Refused;
}

/** `{"status":"ok","events":[{"id","seq","duplicate"} | {"id","heartbeat":true} | {"id","problem"}]}`, an entry for each item. */
function answer(c: KeyedContext, made: readonly Made[], { results }: Appended): Response {
  const left = [...results];
  const problems: Problem[] = [];
  const events = made.map(({ id, draft }) => {
    const result = isRefused(draft) ? null : left.shift()!;
    const problem = isRefused(draft) ? draft.problem : result!.problem;
    if (problem === undefined) return { id, ...toEntry(result!) };
    problems.push(problem);
    return { id, problem: problemToBody(problem, c.get("requestId")) };
  });
  // The owner sees the first of them while a bot is connected, as with a request that is refused whole.
  if (problems[0] !== undefined) c.set("problem", problems[0]);
  return c.json({ status: "ok", events });
}

function toEntry({ seq, duplicate }: AppendResult): object {
  return seq === null ? { heartbeat: true } : { seq, duplicate };
}
