/**
 * The client's promise against a model: whatever the network, the room, history and the handlers do, its user sees the log
 * from where the feed began, in order, each event once, and every hole by name.
 */
import * as fc from "fast-check";
import { encodeCursor, matchesFilter, type Filter } from "@fillcast/protocol";
import { expect, test } from "vitest";
import { ClientWorld, volatileStore, type Reader } from "../support/client-world.ts";

type Step =
  | { readonly kind: "publish"; readonly count: number; readonly type: string; readonly pad: number }
  | { readonly kind: "lose" | "repeat"; readonly frames: number }
  | { readonly kind: "cut" | "kill" | "hibernate" | "trim" | "restore" | "reconnect" }
  | { readonly kind: "close"; readonly code: number }
  | { readonly kind: "latency"; readonly ms: number }
  | { readonly kind: "history" | "tokens" | "online" | "awake"; readonly works: boolean }
  | { readonly kind: "reload" }
  | { readonly kind: "wait"; readonly ms: number };

const kind = <Kind extends Step["kind"]>(name: Kind): fc.Arbitrary<{ kind: Kind }> =>
  fc.record({ kind: fc.constant(name) });
const frames = fc.integer({ min: 1, max: 3 });
const works = fc.boolean();

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      count: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
        { weight: 1, arbitrary: fc.constant(600) },
      ),
      type: fc.constantFrom("x-a", "x-b"),
      pad: fc.constantFrom(0, 0, 0, 3_000),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(0, 50, 1_000, 7_000, 40_000) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("lose" as const, "repeat" as const), frames }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("close" as const), code: fc.constantFrom(4000, 4001, 4002, 4003, 4005) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("latency" as const), ms: fc.constantFrom(0, 30, 900) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("history" as const, "tokens" as const), works }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("online" as const, "awake" as const), works }) },
  ...(["cut", "kill", "hibernate", "trim", "reconnect", "reload"] as const).map((name) => ({
    weight: 2,
    arbitrary: kind(name),
  })),
  { weight: 1, arbitrary: kind("restore") },
);

const course = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  filter: fc.constantFrom<Filter>({}, {}, { types: ["x-a"] }),
  state: fc.boolean(),
  slowMs: fc.constantFrom(0, 0, 3),
  tail: fc.constantFrom(null, 20),
  seed: fc.nat(),
});

test("a user sees the log in order, each event once, and every hole by name", async () => {
  await fc.assert(
    fc.asyncProperty(course, async ({ steps, filter, state, slowMs, tail, seed }) => {
      const world = new ClientWorld();
      const store = volatileStore();
      const options = { filter, state, slowMs, store, ...(tail !== null && { start: { tail } }) };
      world.publish(30, "x-a");
      const logs = new Map([[world.head.epoch, world.log]]);
      const readers = [world.read(options, seed)];
      await world.clock.advance(200);
      const begins = readers[0]!.feed.position;
      for (const one of steps) {
        await run(world, readers, options, one);
        logs.set(world.head.epoch, world.log);
      }
      for (const reader of readers)
        reader.shell.dispatch({ kind: "surroundings", page: { online: true, awake: true } });
      await world.heal();
      // The loss of the very last frame shows by the pong's head; a filtered reader cannot know what it was, and sees it with the next.
      if (filter.types) {
        world.publish(1, "x-a");
        await world.heal();
      }
      const reader = readers.at(-1)!;

      expect(reader.feed.status.phase).toBe("live");
      expect(reader.feed.position).toEqual(world.head);
      expect(begins).not.toBeNull();
      check(
        readers.flatMap(({ seen }) => seen),
        logs,
        filter,
        tail === null ? 30 : 10,
      );
      const cursors = readers.flatMap(({ positions }) => positions).map(encodeCursor);
      expect(cursors).toEqual(cursors.toSorted());
      // A room that woke without its pages rebuilds its state from an archive that is not here.
      const served = world.stateOfRoom();
      if (state && served !== null) expect(reader.feed.state).toEqual(served);
    }),
    { numRuns: Number(process.env.CLIENT_RUNS ?? 150) },
  );
}, 300_000);

async function run(
  world: ClientWorld,
  readers: Reader[],
  options: Parameters<ClientWorld["read"]>[0],
  one: Step,
): Promise<void> {
  const reader = readers.at(-1)!;
  switch (one.kind) {
    case "publish":
      return world.publish(one.count, one.type, one.count > 100 ? 0 : one.pad);
    case "wait":
      return world.clock.advance(one.ms);
    case "lose":
      world.losing += one.frames;
      return;
    case "repeat":
      world.repeating += one.frames;
      return;
    case "cut":
      return world.cutAll();
    case "kill":
      return world.killAll();
    case "hibernate":
      return world.hibernate();
    case "trim":
      return world.trim();
    case "restore":
      return world.restore();
    case "reconnect":
      return reader.feed.reconnect();
    case "close":
      return world.closeAll(one.code);
    case "latency":
      world.latencyMs = one.ms;
      return;
    case "history":
      world.historyDown = !one.works;
      return;
    case "tokens":
      world.tokensFail = !one.works;
      return;
    case "online":
      return reader.shell.dispatch({ kind: "surroundings", page: { online: one.works, awake: true } });
    case "awake":
      return reader.shell.dispatch({ kind: "surroundings", page: { online: true, awake: one.works } });
    case "reload":
      // What a handler is still busy with at the end of a page is had once it returns: plain reloads only.
      reader.feed.close();
      await world.clock.advance(10);
      readers.push(world.read(options, readers.length));
      return;
  }
}

/** The user's view against the logs: from `begin` on, without repeats, without holes that no unfilled reset has named. */
function check(
  seen: Reader["seen"],
  logs: Map<string, readonly { id: string; seq: number; type: string; bot: string }[]>,
  filter: Filter,
  begin: number,
): void {
  let epoch = [...logs.keys()][0]!;
  let last = begin;
  let mayJump = false;
  for (const one of seen) {
    if (one.kind === "reset") {
      mayJump ||= !one.filled;
      continue;
    }
    const { event } = one;
    if (one.epoch !== epoch) {
      expect(mayJump).toBe(true);
      expect(one.epoch > epoch).toBe(true);
      epoch = one.epoch;
      last = 0;
    }
    const log = logs.get(epoch)!;
    expect(event.seq).toBeGreaterThan(last);
    if (!mayJump) {
      const missed = log.slice(last, event.seq - 1).filter((other) => matchesFilter(filter, other));
      expect(missed.map(({ seq }) => seq)).toEqual([]);
    }
    expect(event.id).toBe(log[event.seq - 1]!.id);
    expect(matchesFilter(filter, event)).toBe(true);
    mayJump = false;
    last = event.seq;
  }
  if (mayJump) return;
  const rest = logs
    .get(epoch)!
    .slice(last)
    .filter((event) => matchesFilter(filter, event));
  expect(rest.map(({ seq }) => seq)).toEqual([]);
}
