/**
 * The room's core against a model of a log: whatever is appended, repeated, subscribed, acknowledged, and however often the
 * room wakes, each reader sees exactly the model's events from where it began, in order, once.
 */
import * as fc from "fast-check";
import { matchesFilter, type Filter } from "@fillcast/protocol";
import { expect, it } from "vitest";
import { draft } from "../support/draft.ts";
import { TestRoom, type RecordingSocket } from "../support/room.ts";

type Step =
  | { readonly kind: "append"; readonly ids: readonly number[] }
  | { readonly kind: "connect"; readonly back: number; readonly ack: boolean; readonly filter: Filter | null }
  | { readonly kind: "ack"; readonly reader: number }
  | { readonly kind: "wake" };

interface Reader {
  readonly socket: RecordingSocket;
  readonly from: number;
  readonly filter: Filter;
}

const TYPES = ["x-a", "x-b", "x-c"];
const filter = fc.option(fc.record({ types: fc.subarray(TYPES, { minLength: 1 }) }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      ids: fc.array(fc.nat(400), { minLength: 1, maxLength: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("connect" as const), back: fc.nat(300), ack: fc.boolean(), filter }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("ack" as const), reader: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wake" as const) }) },
);

it("every reader sees the log from where it began, in order, once, whatever happens around it", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const room = new TestRoom();
      const log: { id: string; type: string; bot: string }[] = [];
      const seqOf = new Map<string, number>();
      const readers: Reader[] = [];
      for (const one of steps) run(room, one, log, seqOf, readers);
      for (const reader of readers) check(room, reader, log);
      room.wake();
      expect(room.feed.position.seq).toBe(log.length);
    }),
    { numRuns: 400 },
  );
}, 60_000);

function run(
  room: TestRoom,
  one: Step,
  log: { id: string; type: string; bot: string }[],
  seqOf: Map<string, number>,
  readers: Reader[],
): void {
  switch (one.kind) {
    case "append": {
      // The body follows from the id, so that a repeat is a repeat and never a conflict.
      const drafts = one.ids.map((id) =>
        draft(`e${id}`, { type: TYPES[id % 3]!, data: { pad: "x".repeat((id % 7) * 4_000) } }),
      );
      const answer = room.append(drafts);
      if (answer.kind !== "appended") throw new Error(answer.problem.detail);
      for (const [index, result] of answer.results.entries()) {
        const known = seqOf.get(result.id);
        expect(result.duplicate).toBe(known !== undefined);
        if (known === undefined) {
          log.push({ id: result.id, type: drafts[index]!.event.type, bot: "bot-1" });
          seqOf.set(result.id, log.length);
        }
        expect(result.seq).toBe(seqOf.get(result.id));
      }
      break;
    }
    case "connect": {
      const from = Math.max(0, log.length - one.back);
      const socket = room.connect(`r${readers.length}`, {
        start: { kind: "resume", position: { epoch: room.feed.row.epoch, seq: from } },
        ack: one.ack,
        ...(one.filter === null ? {} : { filter: one.filter }),
      });
      readers.push({ socket, from, filter: one.filter ?? {} });
      break;
    }
    case "ack": {
      const reader = readers[one.reader % Math.max(1, readers.length)];
      if (reader !== undefined && reader.socket.closed === null) acknowledge(room, reader);
      break;
    }
    case "wake":
      room.wake(readers.map((reader) => reader.socket));
      break;
  }
}

function acknowledge(room: TestRoom, { socket, from }: Reader): void {
  room.receive(socket, { type: "ack", seq: socket.of("events").at(-1)?.through ?? from });
}

function check(room: TestRoom, reader: Reader, log: readonly { id: string; type: string; bot: string }[]): void {
  const { socket, from, filter } = reader;
  if (socket.of("reset").length > 0) {
    // Only a replay that needs acks may be refused here.
    expect(socket.of("reset")).toMatchObject([{ reason: "too_far" }]);
    return;
  }
  if (socket.closed !== null) {
    expect(socket.closed.code).toBe(4001);
    return;
  }
  for (let rounds = 0; rounds < 200 && reached(socket, from) < log.length && socket.attachment?.ack; rounds++)
    acknowledge(room, reader);
  let position = from;
  for (const frame of socket.of("events")) {
    expect(frame.after).toBe(position);
    expect(frame.through).toBeGreaterThan(frame.after);
    for (const event of frame.events) expect(event.seq).toBeGreaterThan(frame.after);
    position = frame.through;
  }
  const expected = log
    .slice(from, position)
    .filter((event) => matchesFilter(filter, event))
    .map((event) => event.id);
  expect(socket.events().map((event) => event.id)).toEqual(expected);
  // What a filter took out since the last frame is all that may be missing.
  const untold = log.slice(position).filter((event) => matchesFilter(filter, event));
  expect(untold).toEqual([]);
}

function reached(socket: RecordingSocket, from: number): number {
  return socket.of("events").at(-1)?.through ?? from;
}
