/**
 * React hooks over a feed. Each reads through `useSyncExternalStore` or an effect, so they hold under StrictMode, concurrent
 * rendering and on the server, where no feed runs: there `useFeed` is null and the others show their empty value.
 */
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from "react";
import { matchesFilter, type FeedState, type Filter } from "@fillcast/protocol";
import type { Feed, LatencyStats, Status } from "./api.ts";
import type { TradeEvent } from "./trade-event.ts";

/** The newest events that a provider keeps, so that a component that is mounted later shows them too. */
const KEPT_EVENTS = 1_000;
const LATENCY_EVERY_MS = 1_000;
const CONNECTING: Status = { phase: "connecting", attempt: 1 };
const NO_EVENTS: readonly TradeEvent[] = [];

interface Provided {
  readonly feed: Feed | null;
  readonly tape: Tape | null;
}
interface Tape {
  readonly subscribe: (listener: () => void) => () => void;
  /** Newest first. */
  readonly events: () => readonly TradeEvent[];
}

const Context = createContext<Provided | null>(null);

export interface FeedProviderProps {
  /** A feed of yours, or a function that makes one: then the feed lives as long as the provider is mounted. */
  readonly feed: Feed | (() => Feed);
  readonly children?: ReactNode;
}

/** Gives its children a feed, and keeps the feed's newest 1,000 events for them. */
export function FeedProvider({ feed, children }: FeedProviderProps): ReactElement {
  const make = useRef(feed);
  const [own, setOwn] = useState<Feed | null>(null);
  useEffect(() => {
    if (typeof make.current !== "function") return;
    const made = make.current();
    setOwn(made);
    return () => {
      made.close();
      setOwn(null);
    };
  }, []);
  const current = typeof feed === "function" ? own : feed;
  const [tape, setTape] = useState<Tape | null>(null);
  useEffect(() => {
    if (current === null) return;
    const { stop, ...kept } = recordTape(current);
    setTape(kept);
    return () => {
      stop();
      setTape(null);
    };
  }, [current]);
  const value = useMemo(() => ({ feed: current, tape }), [current, tape]);
  return createElement(Context.Provider, { value }, children);
}

function recordTape(feed: Feed): Tape & { readonly stop: () => void } {
  let events = NO_EVENTS;
  const listeners = new Set<() => void>();
  const set = (next: readonly TradeEvent[]): void => {
    events = next;
    for (const listener of listeners) listener();
  };
  const offEvents = feed.on("events", (batch) => set([...batch.events].reverse().concat(events).slice(0, KEPT_EVENTS)));
  // Another log, or a hole: what is kept does not go with what comes.
  const offReset = feed.on("reset", ({ filled }) => (filled ? undefined : set(NO_EVENTS)));
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    events: () => events,
    stop() {
      offEvents();
      offReset();
    },
  };
}

function useProvided(): Provided {
  const provided = useContext(Context);
  if (provided === null) throw new Error("Put a <FeedProvider feed={…}> above the components that use the feed.");
  return provided;
}

/** The provider's feed; null on the server, and until a provider that makes its own has mounted. */
export function useFeed(): Feed | null {
  return useProvided().feed;
}

const noSubscription = (): (() => void) => () => {};

function useFeedValue<T>(read: (feed: Feed | null) => T): T {
  const feed = useFeed();
  const get = (): T => read(feed);
  return useSyncExternalStore(feed?.subscribe ?? noSubscription, get, () => read(null));
}

/** What the feed is doing. */
export function useStatus(): Status {
  return useFeedValue((feed) => feed?.status ?? CONNECTING);
}

export interface UseEventsOptions {
  /** At most so many, up to the 1,000 that are kept; 100 by default. */
  readonly limit?: number;
  readonly filter?: Filter;
}

/** The newest events since the provider was mounted, newest first; the same array until one comes. */
export function useEvents({ limit = 100, filter = {} }: UseEventsOptions = {}): readonly TradeEvent[] {
  const { tape } = useProvided();
  const events = useSyncExternalStore(
    tape?.subscribe ?? noSubscription,
    () => tape?.events() ?? NO_EVENTS,
    () => NO_EVENTS,
  );
  const wanted = JSON.stringify(filter);
  return useMemo(() => {
    const parsed = JSON.parse(wanted) as Filter;
    return events.filter((event) => matchesFilter(parsed, event)).slice(0, limit);
  }, [events, limit, wanted]);
}

/** Calls the newest handler with each event from now on, replayed ones included; the feed waits for it. */
export function useFeedEvent(handler: (event: TradeEvent) => void | Promise<void>): void {
  const feed = useFeed();
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => feed?.on("event", (event) => newest.current(event)), [feed]);
}

/** What the selector takes from the feed's state; null while there is none. Renders again where the selected value changes, by identity. */
export function useFeedState<T>(selector: (state: FeedState) => T): T | null {
  const memo = useRef<{ readonly state: FeedState; readonly selector: unknown; readonly selected: T } | null>(null);
  return useFeedValue((feed) => {
    const state = feed?.state;
    if (!state) return null;
    // A selector that makes a new object each time still answers the same one for the same state.
    if (memo.current?.state !== state || memo.current.selector !== selector) {
      memo.current = { state, selector, selected: selector(state) };
    }
    return memo.current.selected;
  });
}

/** Latency figures, looked at once a second; null without a feed. */
export function useLatency(): LatencyStats | null {
  const feed = useFeed();
  const subscribe = useCallback((listener: () => void) => {
    const timer = setInterval(listener, LATENCY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return useSyncExternalStore(
    subscribe,
    () => feed?.latency() ?? null,
    () => null,
  );
}
