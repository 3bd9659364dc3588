/** What a server answers to the client, and a feed that has to ask history. */
import { encodeCursor } from "@fillcast/protocol";
import { caughtUp, EPOCH, event, reset, ScriptedFeed, welcome } from "./scripted-feed.ts";

export type Answer = () => Promise<unknown>;

export const say =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  async () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

export const problem = { type: "/problems/archive-unavailable", title: "", status: 503, detail: "down", instance: "" };

export const page = (rest: object = {}): object => ({
  events: [event(1), event(2)],
  next: null,
  head: encodeCursor({ epoch: EPOCH, seq: 2 }),
  ...rest,
});

/** A feed that came back from seq 0, to a room that no longer has 1 and 2. */
export async function gap(answer: Answer): Promise<ScriptedFeed> {
  const script = new ScriptedFeed({ start: { epoch: EPOCH, seq: 0 }, fetch: answer as never });
  await script.clock.advance(0);
  await script.say(welcome(2), reset("trimmed", 2), caughtUp(2));
  await script.clock.advance(0);
  return script;
}
