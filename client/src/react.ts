"use client";
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
  type DetailedHTMLProps,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
} from "react";
import { matchesFilter, type FeedState, type Filter, type VitalsByBot } from "@fillcast/protocol";
import type { Feed, LatencyStats, Status } from "./api.ts";
import type { BadgeAttributes, BadgeElement } from "./badge-element.ts";
import { keepEvents, type EventList } from "./kept-events.ts";
import type { TradeEvent } from "./trade-event.ts";

/** The newest events that a provider without a tape keeps, so that a component that is mounted later shows them too. */
const KEPT_EVENTS = 1_000;
const LATENCY_EVERY_MS = 1_000;
const CONNECTING: Status = { phase: "connecting", attempt: 1 };
const NO_EVENTS: readonly TradeEvent[] = [];
const NO_VITALS: VitalsByBot = {};

interface Provided {
  readonly feed: Feed | null;
  readonly tape: EventList | null;
}

type BadgeProps = DetailedHTMLProps<HTMLAttributes<BadgeElement>, BadgeElement> & BadgeAttributes;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      /** The element of `fillcast/badge`. */
      "fillcast-badge": BadgeProps;
    }
  }
}

const Context = createContext<Provided | null>(null);

export interface FeedProviderProps {
  /** A feed of yours, or a function that makes one: then the feed lives as long as the provider is mounted. */
  readonly feed: Feed | (() => Feed);
  /** What `useEvents` shows: a tape of `fillcast/tape` survives a reload. The provider lets it follow the feed. Without it the newest 1,000 events are kept. */
  readonly tape?: EventList;
  readonly children?: ReactNode;
}

const NOTHING: Provided = { feed: null, tape: null };

/** Gives its children a feed, and keeps the feed's newest events for them. */
export function FeedProvider({ feed, tape, children }: FeedProviderProps): ReactElement {
  // A function or tape that is made while rendering is another one each time; the first is meant.
  const [first] = useState({ feed, tape });
  const given = typeof feed === "function" ? null : feed;
  const [mounted, setMounted] = useState(NOTHING);
  useEffect(() => {
    const followed = given ?? (first.feed as () => Feed)();
    const list = first.tape ?? keepEvents(KEPT_EVENTS);
    const stop = list.follow(followed);
    setMounted({ feed: followed, tape: list });
    return () => {
      stop();
      if (given === null) followed.close();
      setMounted(NOTHING);
    };
  }, [given, first]);
  const current = given ?? mounted.feed;
  const shown = first.tape ?? mounted.tape;
  const value = useMemo(() => ({ feed: current, tape: shown }), [current, shown]);
  return createElement(Context.Provider, { value }, children);
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
  /** At most this many of those that are kept; 100 by default. */
  readonly limit?: number;
  readonly filter?: Filter;
}

/** The newest events that the provider keeps, since it was mounted or of its tape, newest first; the same array until one comes. */
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

/** One event, and whether it happened before this connection was live: of those a page usually says nothing. */
export interface HandledEvent {
  readonly event: TradeEvent;
  readonly replay: boolean;
}

/** Calls the newest handler with each event from now on, replayed ones included; the feed waits for it. */
export function useFeedEvent(handler: (handled: HandledEvent) => void | Promise<void>): void {
  const feed = useFeed();
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    if (feed === null) return;
    let isMounted = true;
    const off = feed.on("events", async ({ events, replay }) => {
      const causes: unknown[] = [];
      for (const event of events) {
        if (!isMounted || feed.status.phase === "closed") break;
        // One that throws keeps none of the others back.
        try {
          await newest.current({ event, replay });
        } catch (cause) {
          causes.push(cause);
        }
      }
      if (causes.length > 0) throw causes.length === 1 ? causes[0] : new AggregateError(causes);
    });
    return () => {
      isMounted = false;
      off();
    };
  }, [feed]);
}

/** What the selector takes from the feed's state; null while there is none. Renders again when the selected value changes, by identity. */
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

/** What the bots' relays have read from their APIs last, by bot; empty without a feed and without relays. */
export function useVitals(): VitalsByBot {
  return useFeedValue((feed) => feed?.vitals ?? NO_VITALS);
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
