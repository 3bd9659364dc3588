/**
 * Runs the handlers: one item, one event and one handler at a time, each awaited. Handlers that return no promise finish
 * before the next task. Keeps the feed's state in step with what was delivered. After the feed's end, no handler runs.
 */
import { applyPatch, type FeedState, type Position, type VitalsByBot } from "@fillcast/protocol";
import type { FeedEvents } from "./api.ts";
import { FeedError } from "./error.ts";
import type { Input, Item } from "./model.ts";
import type { TradeEvent } from "./trade-event.ts";

/** What handlers hear, and `change` for those who only want to look again. */
interface Told extends FeedEvents {
  change: void;
}
interface Registration {
  readonly name: keyof Told;
  readonly handler: (value: never) => unknown;
}

/** What can be listened to. */
const NAMES: readonly string[] = "event events status state vitals reset error debug change".split(" ");

/** What the feed uses of it. */
export interface Delivery {
  readonly state: () => FeedState | null;
  readonly vitals: () => VitalsByBot;
  readonly on: <Name extends keyof Told>(name: Name, handler: (value: Told[Name]) => unknown) => () => void;
  /** Calls the handlers at once and does not wait for them: for `status`, `error` and `change`. */
  readonly tell: <Name extends keyof Told>(name: Name, value: Told[Name]) => void;
  /** Queues an item for the handlers. */
  readonly push: (item: Item) => void;
}

/** As an error that nobody caught: in browsers the window hears of it, elsewhere the console. */
const sayUncaught: (cause: unknown) => void = globalThis.reportError ?? console.error;

/** An empty queue. `delivered` hears of each item that the handlers have had, and of each event in one. */
export function createDelivery(
  isOver: () => boolean,
  delivered: (input: Input & { kind: "delivered" }) => void,
): Delivery {
  const registrations = new Set<Registration>();
  let queue = Promise.resolve();
  let state: FeedState | null = null;
  let vitals: VitalsByBot = {};

  const registered = (wanted: keyof Told): Registration[] =>
    Array.from(registrations).filter(({ name }) => name === wanted);

  const call = async ({ name, handler }: Registration, value: unknown): Promise<void> => {
    try {
      await handler(value as never);
    } catch (cause) {
      // A failing handler of `error` does not get its own failure.
      if (name === "error" || registered("error").length === 0) sayUncaught(cause);
      else tell("error", new FeedError("handler-failed", "A handler threw", { cause }));
    }
  };

  const tell: Delivery["tell"] = (name, value) => registered(name).forEach((each) => void call(each, value));

  const ask = async <Name extends keyof Told>(name: Name, value: Told[Name]): Promise<void> => {
    for (const each of registered(name)) if (!isOver() && registrations.has(each)) await call(each, value);
  };

  const report = (position: Position | null, size = 0): void => delivered({ kind: "delivered", position, size });

  const askEach = async ({ events, replay, position }: Item & { kind: "events" }): Promise<void> => {
    for (const event of events as readonly TradeEvent[]) {
      await ask("event", event);
      // With batch handlers, it counts as handled when they have handled the batch.
      if (registered("events").length === 0) report({ ...position, seq: event.seq });
      if (isOver()) return;
    }
    if (events.length > 0) await ask("events", { events: events as readonly TradeEvent[], replay, position });
  };

  const work = async (item: Item): Promise<void> => {
    const before = state;
    const vitalsBefore = vitals;
    if (isOver()) return;
    switch (item.kind) {
      case "events":
        if (state && item.patch) state = applyPatch(state, item.patch);
        await askEach(item);
        break;
      case "snapshot":
        ({ state } = item);
        vitals = item.vitals ?? vitals;
        break;
      case "vitals":
        vitals = { ...vitals, ...item.bots };
        break;
      case "presence":
        if (state) state = noteBeats(state, item.frame.bots);
        break;
      case "reset":
        if (item.isNewLog) {
          state = null;
          vitals = {};
        }
        await ask("reset", { reason: item.reason, filled: item.filled });
        break;
    }
    if (state && state !== before) await ask("state", state);
    if (vitals !== vitalsBefore) await ask("vitals", vitals);
    // A beat moves no position, by which the others are seen.
    if (!("position" in item) && (state !== before || vitals !== vitalsBefore)) tell("change", undefined);
    if (!isOver()) report("position" in item ? item.position : null, item.size);
  };

  return {
    state: () => state,
    vitals: () => vitals,
    on(name, handler) {
      if (!NAMES.includes(name) || typeof handler !== "function")
        throw new FeedError("invalid-option", `on("${name}"): no such event, or no function to handle it`);
      const registration = { name, handler };
      registrations.add(registration);
      return () => void registrations.delete(registration);
    },
    tell,
    // One item that cannot be worked off, which only a broken patch could do, must not hold up those behind it.
    push: (item) => void (queue = queue.then(() => work(item)).catch(sayUncaught)),
  };
}

/** The state after heartbeats: who sends them is up. A bot that the state does not know yet comes with its first event. */
function noteBeats(state: FeedState, beats: { readonly [bot: string]: number }): FeedState {
  const known = Object.entries(beats).filter(([name]) => Object.hasOwn(state.bots, name));
  if (known.length === 0) return state;
  const bots = known.map(([name, lastSeenAt]) => [name, { ...state.bots[name]!, lastSeenAt, presence: "up" as const }]);
  return { ...state, bots: { ...state.bots, ...Object.fromEntries(bots) } };
}
