/** Sentences about limits and about figures that cannot be believed. Pure. */
import type { FeedInspection } from "../live/api.ts";
import { count } from "../words/decimal.ts";

const WHAT: Readonly<Record<string, string>> = {
  publishPerSecond: "posts a second",
  publishBurst: "posts at once",
  eventsPerDay: "events a day",
  bytesPerDay: "bytes a day",
  heartbeatsPerMinute: "heartbeats a minute",
  sockets: "open sockets and streams",
  framesPerSecond: "messages a second from one socket",
  framesBurst: "messages at once from one socket",
  keys: "keys",
  bytesKept: "bytes kept",
};

/** Who met which limit how often; names of a later server stand as they are. */
export function limitWords({ keyId, scope, limit, count: times }: FeedInspection["limited"][number]): string {
  const whose = scope === "feed" ? "The feed's limit" : `The limit of key ${keyId}`;
  return `${whose} for ${WHAT[limit] ?? limit} refused ${count(times)} ${times === 1 ? "request" : "requests"}.`;
}

/** What is wrong with state and archive, a sentence each. */
export function troubleWords({ stateProblem, rebuilding, archive }: FeedInspection): string[] {
  const said: string[] = [];
  if (stateProblem !== null)
    said.push(
      `A server bug stopped the figures: they end at event ${stateProblem.seq}. Events are still stored and shown; a fixed version brings the figures up to date.`,
    );
  else if (rebuilding) said.push("The figures are being rebuilt from the log.");
  if (archive.problem !== null) said.push(archive.problem);
  return said;
}
