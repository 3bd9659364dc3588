/**
 * A feed's room in memory, for tests: it numbers, folds, keeps and sends events like the server, over sockets that can lose,
 * repeat and break on request. Everything happens on the given clock; nothing is random.
 */
import {
  applyPatch,
  closeReason,
  createEpoch,
  decodeClientFrame,
  decodeCursor,
  encodeCursor,
  encodeFrame,
  encodePongText,
  matchesFilter,
  mergePatches,
  PING_TEXT,
  type CloseCode,
  type FeedEvent,
  type FeedState,
  type Filter,
  type Position,
  type ResetReason,
  type ServerFrame,
  type StatePatch,
  type VitalsByBot,
} from "@fillcast/protocol";
import type { Clock } from "./api.ts";
import { evolve, foldFrom } from "./fake-fold.ts";
import type { OpenSocket, SocketEvents } from "./socket.ts";

/** Events of a frame of a replay. */
const REPLAY_EVENTS = 100;

/** One open socket, as the room sees it. */
interface Reader {
  readonly events: SocketEvents;
  readonly filter: Filter;
  readonly state: boolean;
  told: number;
}

/** The room. What it sends arrives with the clock's next turn. */
export interface FakeRoom {
  readonly head: () => Position;
  /** Appends in one frame what each of these makes of the state before it, and folds it; a `patch` is taken in place of what the fold says. */
  readonly append: (
    makes: readonly ((state: FeedState) => Omit<FeedEvent, "seq" | "at">)[],
    patch?: StatePatch,
  ) => readonly FeedEvent[];
  /** What relays read from these bots: open readers hear of it, later ones have it with the state. */
  readonly setVitals: (bots: VitalsByBot) => void;
  readonly openSocket: OpenSocket;
  readonly fetch: typeof fetch;
  /** The next frame of events is lost on its way. */
  readonly loseFrame: () => void;
  /** The newest frame of events arrives once more. */
  readonly repeatFrame: () => void;
  /** The room keeps nothing up to its head; history does, unless it is trimmed too. */
  readonly trim: (scope: "room" | "everywhere") => void;
  /** Starts a new, empty log. */
  readonly beginEpoch: () => void;
  /** Ends all connections: with a close code of the protocol, or as a broken network does. */
  readonly disconnect: (code?: number) => void;
  /** While it is set, every attempt is closed with this code; null lets them in. */
  readonly refuse: (code: number | null) => void;
}

/** An empty room, whose state begins as given; readers that ask get it, and what changes in it. */
export function createFakeRoom(clock: Clock, initialState: FeedState): FakeRoom {
  const readers = new Set<Reader>();
  let epoch = createEpoch(clock.now(), null);
  let log: FeedEvent[] = [];
  let oldest = 1;
  let oldestInHistory = 1;
  let state = initialState;
  let fold = foldFrom(state, clock.now());
  let vitals: VitalsByBot = {};
  let refusal: number | null = null;
  let losing = false;
  let newest: { readonly reader: Reader; readonly text: string }[] = [];

  const head = (): Position => ({ epoch, seq: log.length });
  const later = (deliver: () => void): void => void clock.setTimeout(deliver, 0);
  const say = (reader: Reader, frame: ServerFrame | string): void => {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    later(() => readers.has(reader) && reader.events.text(text));
  };
  const hangUp = (reader: Reader, code: number): void => {
    const reason = code >= 4000 ? closeReason(code as CloseCode) : "";
    if (code >= 4000) say(reader, { type: "bye", code, reason });
    later(() => readers.delete(reader) && reader.events.closed(code, reason));
  };

  const sendTo = (reader: Reader, through: number, replay: boolean, patch?: StatePatch): void => {
    const events = log.slice(reader.told, through).filter((event) => matchesFilter(reader.filter, event));
    const frame: ServerFrame = {
      type: "events",
      epoch,
      after: reader.told,
      through,
      replay,
      events,
      // What changed nothing is no change of the state.
      ...(patch && reader.state && Object.keys(patch).length > 0 && { patch }),
    };
    reader.told = through;
    const text = JSON.stringify(frame);
    if (losing) return;
    newest.push({ reader, text });
    say(reader, text);
  };

  const begin = (reader: Reader, query: Readonly<Record<string, unknown>>): void => {
    const seq = log.length;
    const resumed = query.after !== undefined;
    const reset = resumed ? resetReason(String(query.epoch), Number(query.after)) : null;
    reader.told = reset || query.tail === undefined ? seq : Math.max(oldest - 1, seq - Number(query.tail));
    if (resumed && !reset) reader.told = Number(query.after);
    if (query.since !== undefined) reader.told = oldest - 1;
    say(reader, {
      type: "welcome",
      v: 1,
      connection: "fake",
      epoch,
      head: seq,
      oldest,
      chain: "",
      resumed,
      recovered: resumed && !reset,
      now: clock.now(),
    });
    if (reader.state) say(reader, { type: "snapshot", epoch, seq, state, vitals });
    if (reset) say(reader, { type: "reset", reason: reset, epoch, head: seq, oldest });
    while (reader.told < seq) sendTo(reader, Math.min(seq, reader.told + REPLAY_EVENTS), true);
    say(reader, { type: "caught_up", epoch, seq, chain: "" });
  };

  const resetReason = (ofEpoch: string, after: number): ResetReason | null => {
    if (ofEpoch !== epoch) return "epoch";
    if (after > log.length) return "ahead";
    return after < oldest - 1 ? "trimmed" : null;
  };

  const receive = (reader: Reader, text: string): void => {
    if (text === PING_TEXT) return say(reader, encodePongText(head()));
    const frame = decodeClientFrame(text);
    if (frame.type === "ping") say(reader, encodeFrame({ type: "pong", c: frame.c, s: clock.now() }));
  };

  return {
    head,
    append(makes, patch) {
      const patches: StatePatch[] = [];
      const change = (patch: StatePatch): void => {
        patches.push(patch);
        state = applyPatch(state, patch);
      };
      const stored = makes.map((make, index): FeedEvent => {
        const event = { ...make(state), seq: log.length + 1 + index, at: clock.now() };
        if (!patch) change(evolve(fold, event));
        return event;
      });
      log = [...log, ...stored];
      if (patch) {
        change(patch);
        fold = foldFrom(state, clock.now());
      }
      newest = [];
      for (const reader of readers) sendTo(reader, log.length, false, mergePatches(patches));
      losing = false;
      return stored;
    },
    setVitals(bots) {
      vitals = { ...vitals, ...bots };
      for (const reader of readers) say(reader, { type: "vitals", bots });
    },
    openSocket(query, events) {
      const list = (name: keyof Filter): Filter => (query[name] === undefined ? {} : { [name]: query[name] });
      const filter = { ...list("types"), ...list("bots"), ...list("pairs") };
      const reader: Reader = { events, filter, state: query.snapshot !== undefined, told: 0 };
      readers.add(reader);
      if (refusal === null) begin(reader, query);
      else hangUp(reader, refusal);
      return {
        send: (text) => later(() => readers.has(reader) && receive(reader, text)),
        close: () => void readers.delete(reader),
      };
    },
    async fetch(address) {
      const query = new URL(address as string).searchParams;
      const limit = Number(query.get("limit"));
      const after = decodeCursor(query.get("after") ?? "")?.seq ?? 0;
      const from = Math.max(after, oldestInHistory - 1);
      const events = log.slice(from, from + limit);
      const next = from + limit < log.length ? encodeCursor({ epoch, seq: from + limit }) : null;
      const body = JSON.stringify({ events, next, head: encodeCursor(head()) });
      return { ok: true, status: 200, headers: new Headers(), text: async () => body } as Response;
    },
    loseFrame() {
      losing = true;
    },
    repeatFrame() {
      for (const { reader, text } of newest) say(reader, text);
    },
    trim(scope) {
      oldest = log.length + 1;
      if (scope === "everywhere") oldestInHistory = oldest;
    },
    beginEpoch() {
      epoch = createEpoch(clock.now(), epoch);
      log = [];
      oldest = oldestInHistory = 1;
      state = initialState;
      fold = foldFrom(state, clock.now());
    },
    disconnect(code = 1006) {
      for (const reader of readers) hangUp(reader, code);
    },
    refuse(code) {
      refusal = code;
    },
  };
}
