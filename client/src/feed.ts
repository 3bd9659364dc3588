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
import { createSession, nextTick, sessionToStatus, step } from "./session.ts";
import { partySockets, type OpenSocket, type Socket } from "./socket.ts";
import { memory } from "./store.ts";
import type { TradeEvent } from "./trade-event.ts";

const systemClock: Clock = {
  // Not the wall clock, which can be set: deadlines and measured offsets would break.
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Opens a live subscription: it connects by itself, comes back by itself, and ends with `close()`. */
export function connect(options: ConnectOptions): Feed {
  const url = options.url.replace(/\/$/, "");
  const at = { ...options, url };
  const { feed, dispatch } = createFeed(at, partySockets(at), Math.floor(Math.random() * 2 ** 32));
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

/** A feed over any transport; `seed` (0 to 2³²−1) drives its jitter. */
export function createFeed(options: ConnectOptions, openSocket: OpenSocket, seed: number): Shell {
  const { token, start = "live", filter = {}, state = false, store = memory(), clock = systemClock, signal } = options;
  const getToken = async (): Promise<string> => (typeof token === "string" ? token : token());
  const meter = createMeter();
  const delivery = createDelivery(() => session.phase === "closed", dispatch);
  let session = createSession({ start, filter, state }, seed, clock.now());
  let status: Status = sessionToStatus(session);
  let socket: Socket | null = null;
  let key = "";
  let timer: unknown;
  let armedAt = Infinity;

  const inputs: Input[] = [];
  let stepping = false;
  function dispatch(input: Input): void {
    inputs.push(input);
    if (stepping) return;
    stepping = true;
    const { position } = session;
    for (let next = inputs.shift(); next; next = inputs.shift()) {
      const [after, effects] = step(session, next, clock.now());
      session = after;
      effects.forEach(carryOut);
    }
    stepping = false;
    arm();
    const next = sessionToStatus(session);
    const changed = JSON.stringify(next) !== JSON.stringify(status);
    if (changed) delivery.tell("status", (status = next));
    if (changed || session.position !== position) delivery.tell("change", undefined);
  }

  function carryOut(effect: Effect): void {
    const now = clock.now();
    switch (effect.kind) {
      case "token":
        return void fetchToken(effect.generation);
      case "open": {
        const { generation } = effect;
        socket = openSocket(effect.query, {
          text: (text) => dispatch({ kind: "text", generation, text }),
          closed: (code, reason) => dispatch({ kind: "closed", generation, code, reason }),
        });
        return;
      }
      case "drop":
        return socket?.drop();
      case "send":
        return socket?.send(effect.text);
      case "ack": {
        const latency = meter.stats(now).edgeToHere.last;
        return socket?.send(encodeFrame({ type: "ack", seq: effect.seq, ...(latency !== null && { latency }) }));
      }
      case "deliver": {
        const { item } = effect;
        if (item.kind === "events" && !item.replay) meter.arrived(item.events as readonly TradeEvent[], now);
        return delivery.push(item);
      }
      case "fetch":
        return void readPage(effect.generation, effect.after);
      case "save":
        return void save();
      case "error":
        return delivery.tell("error", effect.error);
      case "answer":
        return meter.answer(now, effect.sent, effect.server);
    }
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

  async function fetchToken(generation: number): Promise<void> {
    try {
      key = await getToken();
      dispatch({ kind: "token", generation, token: key });
    } catch (cause) {
      dispatch({ kind: "token", generation, token: null, cause });
    }
  }

  async function readPage(generation: number, after: Position): Promise<void> {
    try {
      const { events, head, size } = await fetchPage(options, key, { after: encodeCursor(after) });
      dispatch({ kind: "page", generation, page: { epoch: head?.epoch, events, size }, retryAfterMs: null });
    } catch (error) {
      const { retryable, retryAfterMs = 0 } = error as FeedError;
      dispatch({ kind: "page", generation, page: null, retryAfterMs: retryable ? retryAfterMs : null });
    }
  }

  const storeFailed = (cause: unknown): null => {
    delivery.tell("error", new FeedError("store-failed", "The position store failed", { retryable: true, cause }));
    return null;
  };

  async function load(): Promise<void> {
    const position = await store.load().catch(storeFailed);
    dispatch({ kind: "loaded", position });
  }

  let saving = false;
  let saved: Position | null = null;
  /** One call at a time, each with the newest position. */
  async function save(): Promise<void> {
    if (saving) return;
    saving = true;
    while (session.position && session.position !== saved) {
      saved = session.position;
      await store.save(saved).catch(storeFailed);
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
    caughtUp: () =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          if (status.phase === "live") resolve(session.position!);
          else if (status.phase === "failed") reject(status.error);
          else if (status.phase === "closed") reject(new FeedError("closed", "The feed was closed"));
          else return;
          off();
        };
        const off = delivery.on("status", settle);
        settle();
      }),
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
  void load();
  arm();
  return { feed, dispatch };
}
