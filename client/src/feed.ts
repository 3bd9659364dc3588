/**
 * The shell around the session: it runs the effects (token, socket, history, store, handlers), reports what happened, and
 * keeps one timer. It makes no decisions. `connect` uses partysocket and the page; tests pass another transport.
 */
import { encodeCursor, encodeFrame, type Filter, type Position } from "@fillcast/protocol";
import type { Clock, ConnectOptions, Feed, Status } from "./api.ts";
import { createDelivery } from "./delivery.ts";
import { FeedError } from "./error.ts";
import { eventLoop } from "./event-loop.ts";
import { BLOCKED, notFillcast, probe } from "./http.ts";
import { fetchPage, type HistoryPage, walkHistory } from "./history.ts";
import { createKeeper } from "./keeper.ts";
import { createMeter } from "./latency.ts";
import type { Effect, Input } from "./model.ts";
import { checkOptions } from "./options.ts";
import { watchPage } from "./page-life.ts";
import { createSession, nextTick, step } from "./session.ts";
import { partySockets, type OpenSocket, type Socket } from "./socket.ts";
import { memory } from "./store.ts";
import { fetchToken } from "./token.ts";
import type { TradeEvent } from "./trade-event.ts";

/** Timers are set no further ahead: beyond 24 days they would fire at once. */
const TIMER_MAX_MS = 86_400_000;

const systemClock: Clock = {
  // Not the wall clock, which can be set: deadlines and measured offsets would break.
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Opens a live subscription: it connects by itself, comes back by itself, and ends with `close()`. Throws a `FeedError`, `invalid-option`, where an option cannot work. */
export function connect(options: ConnectOptions): Feed {
  const at = checkOptions(options);
  const transport = (at.WebSocket ?? globalThis.WebSocket) ? partySockets : at.fallback;
  const { feed, dispatch } = createFeed(at, transport?.(at), Math.random() * 1e9);
  const unwatch = watchPage((page) => dispatch({ kind: "surroundings", page }));
  feed.on("status", ({ phase }) => {
    if (phase === "closed") unwatch();
  });
  return feed;
}

/** A feed and the way to tell its session what its surroundings do. */
export interface Shell {
  readonly feed: Feed;
  readonly dispatch: (input: Input) => void;
}

/** A feed over any transport, undefined where this runtime has none; `seed`, any number, drives its jitter. */
export function createFeed(options: ConnectOptions, openSocket: OpenSocket | undefined, seed: number): Shell {
  const {
    start = "live",
    filter = {},
    state = false,
    store = memory(),
    clock = systemClock,
    signal,
    fallback,
  } = options;
  const meter = createMeter();
  const delivery = createDelivery(() => session.status.phase === "closed", dispatch);
  const say = (error: FeedError): void => delivery.tell("error", error);
  const keeper = createKeeper(store, clock, () => session.position, say);
  const config = { start, filter: filter as Filter, state, pauses: options.pauses };
  let session = createSession(config, seed, clock.now());
  let status: Status = session.status;
  let socket: Socket | undefined;
  let timer: unknown;
  let armedAt = Infinity;

  function dispatch(input: Input): void {
    const { position } = session;
    const at = clock.now();
    const [after, effects] = step(session, input, at);
    session = after;
    // What an effect sets off at once, as a socket that says that it was closed, belongs to an older generation.
    for (const effect of effects) (carryOut[effect.kind] as (effect: Effect) => void)(effect);
    arm();
    delivery.tell("debug", { at, heard: input, did: effects, status: after.status });
    const changed = session.status !== status;
    if (changed) delivery.tell("status", (status = session.status));
    if (changed || session.position !== position) delivery.tell("change", undefined);
  }

  const carryOut: { readonly [Kind in Effect["kind"]]: (effect: Effect & { readonly kind: Kind }) => void } = {
    load() {
      keeper.load().then(
        (position) => dispatch({ kind: "loaded", position }),
        (error: FeedError) => dispatch({ kind: "loaded", error }),
      );
    },
    token() {
      const { generation } = session;
      fetchToken(options.token, "connect").then(
        (token) => dispatch({ kind: "token", generation, token }),
        (error: FeedError) => dispatch({ kind: "token", generation, error }),
      );
    },
    open({ query }) {
      const { generation } = session;
      socket = openSocket?.(query, {
        text: (text) => dispatch({ kind: "text", generation, text }),
        closed: (code, reason) => dispatch({ kind: "closed", generation, code, reason }),
      });
      if (socket) return;
      const text = "This runtime has no WebSocket: pass one to connect, or the fallback of fillcast/sse";
      dispatch({ kind: "broken", generation, error: new FeedError("no-websocket", text) });
    },
    probe() {
      void probe(options).then(probed);
    },
    drop: () => socket?.close(),
    send: ({ text }) => socket?.send(text),
    ack({ seq }) {
      const latency = meter.stats(clock.now()).edgeToHere.last;
      socket?.send(encodeFrame({ type: "ack", seq, ...(latency !== null && { latency }) }));
    },
    deliver({ item }) {
      if (item.kind === "events" && !item.replay) meter.arrived(item.events as readonly TradeEvent[], clock.now());
      delivery.push(item);
    },
    fetch({ after }) {
      const { generation } = session;
      readPage(after).then(
        (page) => dispatch({ kind: "page", generation, page }),
        (error: FeedError) => dispatch({ kind: "page", generation, error }),
      );
    },
    complain: () => say(notFillcast(options, "with what is no frame", { retryable: true })),
    save: () => void keeper.save(),
    error: ({ error }) => say(error),
    answer: ({ sent, server }) => meter.answer(clock.now(), sent, server),
  };

  async function readPage(after: Position): Promise<HistoryPage> {
    return fetchPage(options, await fetchToken(options.token, "history"), { after: encodeCursor(after) });
  }

  function probed(error: FeedError): void {
    if (error.code === BLOCKED && fallback) openSocket = fallback(options);
    dispatch({ kind: "probed", error });
  }

  function arm(): void {
    const at = nextTick(session);
    if (at === armedAt) return;
    clock.clearTimeout(timer);
    armedAt = at;
    if (at === Infinity) return;
    const fire = (): void => {
      armedAt = Infinity;
      dispatch({ kind: "tick" });
    };
    timer = clock.setTimeout(fire, Math.min(Math.max(0, at - clock.now()), TIMER_MAX_MS));
  }

  const close = (): void => dispatch({ kind: "close" });
  const feed: Feed = {
    get status() {
      return status;
    },
    get position() {
      return session.position;
    },
    get state() {
      return delivery.state();
    },
    get vitals() {
      return delivery.vitals();
    },
    on: delivery.on,
    events: () => eventLoop(feed, clock, say),
    async caughtUp() {
      while (status.phase !== "live") {
        if (status.phase === "failed") throw status.error;
        if (status.phase === "closed") throw new FeedError("closed", "The feed closed");
        await new Promise<void>((resolve) => {
          const off = delivery.on("status", () => {
            off();
            resolve();
          });
        });
      }
      return session.position!;
    },
    async *history(query = {}) {
      yield* walkHistory(options, await fetchToken(options.token, "history"), query);
    },
    latency: () => meter.stats(clock.now()),
    latencyOf: meter.of,
    subscribe: (listener) => delivery.on("change", listener),
    reconnect: () => dispatch({ kind: "reconnect" }),
    close,
  };
  signal?.addEventListener("abort", close);
  if (signal?.aborted) close();
  carryOut.load({ kind: "load" });
  arm();
  return { feed, dispatch };
}
