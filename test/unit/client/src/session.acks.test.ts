/**
 * How a replay goes on: the server leads a reader through its log as far as the window allows, and counts what it went through
 * for a filter, of which a frame may carry next to nothing. Each ack that waits is a window that stands still.
 */
import { expect, test } from "vitest";
import type { ServerFrame } from "@fillcast/protocol";
import type { Effect, Session } from "../../../../client/src/model.ts";
import { createSession, step } from "../../../../client/src/session.ts";

const EPOCH = "0mwuacao0";
const NOW = 1_000_000;

/** A filtered session in the middle of a replay, and its answer to a frame that was handled. */
function createReplay() {
  let session: Session = createSession({ start: "live", filter: { types: ["x-rare"] }, state: false }, 7, NOW);
  const put = (input: Parameters<typeof step>[1]): readonly Effect[] => {
    const [next, effects] = step(session, input, NOW);
    session = next;
    return effects;
  };
  const hear = (frame: ServerFrame): readonly Effect[] =>
    put({ kind: "text", generation: session.generation, text: JSON.stringify(frame) });
  put({ kind: "loaded", position: { epoch: EPOCH, seq: 0 } });
  put({ kind: "token", generation: session.generation, token: "t" });
  const place = { epoch: EPOCH, head: 5_000, oldest: 1, chain: "" };
  hear({ type: "welcome", v: 1, connection: "c", resumed: true, recovered: true, now: NOW, ...place });
  const handle = (after: number, through: number, replay: boolean): readonly Effect[] =>
    hear({ type: "events", epoch: EPOCH, after, through, replay, events: [] }).flatMap((effect) =>
      effect.kind === "deliver" && effect.item.kind === "events"
        ? put({ kind: "delivered", position: effect.item.position, size: effect.item.size })
        : [],
    );
  return { hear, handle };
}

const acks = (effects: readonly Effect[]): number[] =>
  effects.flatMap((effect) => (effect.kind === "ack" ? [effect.seq] : []));

test("a replayed frame is acknowledged as soon as it was handled, however little is in it", () => {
  const { handle } = createReplay();
  expect(acks(handle(0, 512, true))).toEqual([512]);
  expect(acks(handle(512, 1_024, true))).toEqual([1_024]);
});

test("a live frame may wait for others", () => {
  const { hear, handle } = createReplay();
  handle(0, 5_000, true);
  hear({ type: "caught_up", epoch: EPOCH, seq: 5_000, chain: "" });
  expect(acks(handle(5_000, 5_256, false))).toEqual([]);
});
