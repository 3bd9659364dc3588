/**
 * The handlers and their queue: one item at a time, one event at a time, one handler at a time, each awaited; plain handlers
 * are through before the next task. It keeps the feed's state in step with what was delivered. Once the feed is over, no
 * handler is called any more.
 */
import { applyPatch, type FeedState, type Position } from "@fillcast/protocol";
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

/** What the feed uses of it. */
export interface Delivery {
  readonly state: () => FeedState | null;
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

  const registered = (wanted: keyof Told): Registration[] =>
    Array.from(registrations).filter(({ name }) => name === wanted);

  const call = async ({ name, handler }: Registration, value: unknown): Promise<void> => {
    try {
      await handler(value as never);
    } catch (cause) {
      // A failing handler of `error` is not told of its own failure.
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
      // With handlers of batches it is had when they have had the batch.
      if (registered("events").length === 0) report({ ...position, seq: event.seq });
      if (isOver()) return;
    }
    if (events.length > 0) await ask("events", { events: events as readonly TradeEvent[], replay, position });
  };

  const work = async (item: Item): Promise<void> => {
    const before = state;
    if (isOver()) return;
    switch (item.kind) {
      case "events":
        if (state && item.patch) state = applyPatch(state, item.patch);
        await askEach(item);
        break;
      case "snapshot":
        ({ state } = item.frame);
        break;
      case "presence":
        for (const [name, lastSeenAt] of Object.entries(item.frame.bots)) {
          // One that the state does not know yet comes with its first event.
          const bot = state?.bots[name];
          if (state && bot) state = applyPatch(state, { bots: { [name]: { ...bot, lastSeenAt } } });
        }
        break;
      case "reset":
        await ask("reset", item);
        break;
    }
    if (state && state !== before) await ask("state", state);
    if (!isOver()) report("position" in item ? item.position : null, item.size);
  };

  return {
    state: () => state,
    on(name, handler) {
      const registration = { name, handler };
      registrations.add(registration);
      return () => void registrations.delete(registration);
    },
    tell,
    // One item that cannot be worked off, which only a broken patch could do, must not hold up those behind it.
    push: (item) => void (queue = queue.then(() => work(item)).catch(sayUncaught)),
  };
}
