/**
 * The shell around the session: it carries effects out (token, socket, history, store, handlers), brings back what happened,
 * and keeps one timer. It decides nothing. `connect` puts it on partysocket and the page; tests give it another transport.
 */
import { encodeCursor, encodeFrame, type Position } from "@fillcast/protocol";
import type { Clock, ConnectOptions, Feed, Status } from "./api.ts";
import { createDelivery } from "./delivery.ts";
import { FeedError } from "./error.ts";
import { eventLoop } from "./event-loop.ts";
import { fetchPage, walkHistory } from "./history.ts";
import { createMeter } from "./latency.ts";
import type { Effect, Input } from "./model.ts";
import { watchPage } from "./page-life.ts";
import { createSession, nextTick, step } from "./session.ts";
import { partySockets, type OpenSocket, type Socket } from "./socket.ts";
import { memory } from "./store.ts";
import type { TradeEvent } from "./trade-event.ts";

const systemClock: Clock = {
  // Not the wall clock, which can be set: deadlines and measured offsets would break.
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Opens a live subscription: it connects by itself, comes back by itself, and ends with `close()`. */
export function connect(options: ConnectOptions): Feed {
  const url = options.url.replace(/\/$/, "");
  const at = { ...options, url };
  const { feed, dispatch } = createFeed(at, partySockets(at), Math.random() * 1e9);
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

/** A feed over any transport; `seed`, any number, drives its jitter. */
export function createFeed(options: ConnectOptions, openSocket: OpenSocket, seed: number): Shell {
  const { token, start = "live", filter = {}, state = false, store = memory(), clock = systemClock, signal } = options;
  const getToken = async (): Promise<string> => (typeof token === "string" ? token : token());
  const meter = createMeter();
  const delivery = createDelivery(() => session.status.phase === "closed", dispatch);
  let session = createSession({ start, filter, state }, seed, clock.now());
  let status: Status = session.status;
  let socket: Socket | null = null;
  let key = "";
  let timer: unknown;
  let armedAt = Infinity;

  function dispatch(input: Input): void {
    const { position } = session;
    const [after, effects] = step(session, input, clock.now());
    session = after;
    // What an effect sets off at once, as a socket that says that it was closed, belongs to an older generation.
    for (const effect of effects) (carryOut[effect.kind] as (effect: Effect) => void)(effect);
    arm();
    const changed = session.status !== status;
    if (changed) delivery.tell("status", (status = session.status));
    if (changed || session.position !== position) delivery.tell("change", undefined);
  }

  const carryOut: { readonly [Kind in Effect["kind"]]: (effect: Effect & { readonly kind: Kind }) => void } = {
    token() {
      const { generation } = session;
      getToken().then(
        (token) => dispatch({ kind: "token", generation, token: (key = token) }),
        (cause: unknown) => dispatch({ kind: "token", generation, cause }),
      );
    },
    open({ query }) {
      const { generation } = session;
      socket = openSocket(query, {
        text: (text) => dispatch({ kind: "text", generation, text }),
        closed: (code, reason) => dispatch({ kind: "closed", generation, code, reason }),
      });
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
      fetchPage(options, key, { after: encodeCursor(after) }).then(
        (page) => dispatch({ kind: "page", generation, page }),
        (error: FeedError) => dispatch({ kind: "page", generation, error }),
      );
    },
    save: () => void save(),
    error: ({ error }) => delivery.tell("error", error),
    answer: ({ sent, server }) => meter.answer(clock.now(), sent, server),
  };

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
    timer = clock.setTimeout(fire, Math.max(0, at - clock.now()));
  }

  /** A store that fails, or is no promise, is reported and does no other harm. */
  const tryStore = async <T>(use: () => Promise<T>): Promise<T | null> => {
    try {
      return await use();
    } catch (cause) {
      delivery.tell("error", new FeedError("store-failed", "A store threw", { retryable: true, cause }));
      return null;
    }
  };

  let saving = false;
  let saved: Position | null = null;
  /** One call at a time, each with the newest position. */
  async function save(): Promise<void> {
    if (saving) return;
    saving = true;
    while (session.position && session.position !== saved) {
      const next = (saved = session.position);
      await tryStore(() => store.save(next));
    }
    saving = false;
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
    on: delivery.on,
    events: () => eventLoop(feed),
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
      yield* walkHistory(options, await getToken(), query);
    },
    latency: () => meter.stats(clock.now()),
    latencyOf: meter.of,
    subscribe: (listener) => delivery.on("change", listener),
    reconnect: () => dispatch({ kind: "reconnect" }),
    close,
  };
  signal?.addEventListener("abort", close);
  if (signal?.aborted) close();
  void tryStore(() => store.load()).then((position) => dispatch({ kind: "loaded", position }));
  arm();
  return { feed, dispatch };
}
