/**
 * The session's decisions, one input at a time: what a frame, a close, a pong or a tick makes it do.
 */
import { encodeCursor, encodePongText, type Position, type ServerFrame } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import type { Config, Effect, Input, Item, Session } from "../../../client/src/model.ts";
import { createSession, nextTick, step } from "../../../client/src/session.ts";

const EPOCH = "0mwuacao0";
const START_MS = 1_000_000;
type Kind = Effect["kind"];

/** Drives a session and keeps what it asked for. */
class Driver {
  session: Session;
  now = START_MS;
  effects: Effect[] = [];

  constructor(config: Partial<Config> = {}, stored: Position | null = null) {
    this.session = createSession({ start: "live", filter: {}, state: false, ...config }, 7, this.now);
    this.input({ kind: "loaded", position: stored });
  }

  input(input: Input): this {
    const [session, effects] = step(this.session, input, this.now);
    this.session = session;
    this.effects.push(...effects);
    return this;
  }

  /** An input of the present attempt. */
  answer(input: Omit<Extract<Input, { generation: number }>, "generation">): this {
    return this.input({ ...input, generation: this.session.generation } as Input);
  }

  frame(frame: ServerFrame | string): this {
    return this.answer({ kind: "text", text: typeof frame === "string" ? frame : JSON.stringify(frame) } as never);
  }

  token(): this {
    return this.answer({ kind: "token", token: "t" } as never);
  }

  closed(code: number, reason = ""): this {
    return this.answer({ kind: "closed", code, reason } as never);
  }

  events(after: number, through: number, rest: Partial<Extract<ServerFrame, { type: "events" }>> = {}): this {
    const events = Array.from({ length: through - after }, (_, index) => event(after + 1 + index));
    return this.frame({ type: "events", epoch: EPOCH, after, through, replay: false, events, ...rest });
  }

  /** Up to `live` with everything handled, at this seq. */
  live(seq = 0): this {
    this.token();
    this.frame(welcome(seq));
    if (this.session.config.state) this.frame({ type: "snapshot", epoch: EPOCH, seq, state: NO_STATE });
    this.frame({ type: "caught_up", epoch: EPOCH, seq, chain: "" });
    return this.handle();
  }

  /** The handlers have had everything that is queued. */
  handle(): this {
    for (const item of this.take("deliver").map(({ item }) => item)) {
      this.input({ kind: "delivered", position: "position" in item ? item.position : null, size: item.size });
    }
    return this;
  }

  /** Lets time pass, ticking when it is due. */
  wait(ms: number): this {
    const until = this.now + ms;
    for (let at = nextTick(this.session); at <= until; at = nextTick(this.session)) {
      this.now = Math.max(this.now, at);
      this.input({ kind: "tick" });
    }
    this.now = until;
    return this;
  }

  /** Lets the pause before the next attempt pass. */
  pause(): this {
    return this.wait(this.session.due.retry! - this.now);
  }

  /** The effects of one kind since the last look. */
  take<K extends Kind>(kind: K): (Effect & { kind: K })[] {
    const taken = this.effects.filter((effect) => effect.kind === kind);
    this.effects = this.effects.filter((effect) => effect.kind !== kind);
    return taken as (Effect & { kind: K })[];
  }

  get phase(): string {
    return this.session.status.phase;
  }

  delivered(): number[] {
    const items = this.take("deliver").map(({ item }) => item);
    return items.flatMap((item: Item) => (item.kind === "events" ? item.events.map(({ seq }) => seq) : []));
  }
}

const NO_STATE = { bots: {}, trades: {}, totals: [], days: [], locks: [] };

function event(seq: number) {
  return { id: `e${seq}`, seq, type: "x-a", bot: "b", source: "api", at: seq, data: {} } as const;
}

function welcome(head: number): ServerFrame {
  const place = { epoch: EPOCH, head, oldest: 1, chain: "" };
  return { type: "welcome", v: 1, connection: "c", ...place, resumed: false, recovered: false, now: 0 };
}

const at = (seq: number): Position => ({ epoch: EPOCH, seq });

describe("what a connection asks for", () => {
  test("is the position that was stored, before the start that was wished", () => {
    const driver = new Driver({ start: { tail: 50 } }, at(9)).token();
    expect(driver.take("open")[0]?.query).toEqual({ token: "t", v: 1, ack: 1, epoch: EPOCH, after: 9 });
  });

  test("is the start, the filter and the state as wished, without a position", () => {
    const filter = { types: ["entry", "exit"], bots: ["a"] };
    const driver = new Driver({ start: { since: "15m" }, filter, state: true }).token();
    expect(driver.take("open")[0]?.query).toEqual({ token: "t", v: 1, ack: 1, since: "15m", ...filter, snapshot: 1 });
  });

  test("is the position of the user, where nothing is stored", () => {
    const driver = new Driver({ start: at(3) }).token();
    expect(driver.take("open")[0]?.query).toMatchObject({ epoch: EPOCH, after: 3 });
    expect(driver.session.position).toEqual(at(3));
  });

  test("is what was received, not what was handled: what is queued is not asked for again", () => {
    const driver = new Driver().live().events(0, 2).closed(1006).wait(1_000).token();
    expect(driver.session.position).toEqual(at(0));
    expect(driver.take("open").at(-1)?.query).toMatchObject({ after: 2 });
  });
});

describe("the covered range of a frame", () => {
  test("that repeats is dropped, whole or in part", () => {
    const driver = new Driver().live().events(0, 3).events(0, 3).events(1, 5).events(0, 3).events(5, 6);
    expect(driver.delivered()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(driver.session.seen).toEqual(at(6));
  });

  test("that begins later than the position makes the feed resume at once", () => {
    const driver = new Driver().live();
    driver.take("token");
    driver.events(0, 1).events(2, 3);
    expect(driver.delivered()).toEqual([1]);
    expect(driver.take("token")).toHaveLength(1);
    expect(driver.phase).toBe("connecting");
  });

  test("that lacks events makes the feed resume, unless it filters", () => {
    const plain = new Driver().live().events(0, 3, { events: [event(1)] });
    expect(plain.delivered()).toEqual([]);
    expect(plain.phase).toBe("connecting");
    const filtered = new Driver({ filter: { types: ["x-a"] } }).live().events(0, 3, { events: [event(1)] });
    expect(filtered.delivered()).toEqual([1]);
    expect(filtered.session.seen).toEqual(at(3));
  });

  test("of another epoch makes the feed resume", () => {
    const driver = new Driver().live().events(0, 1, { epoch: "0mwuacao1" });
    expect(driver.delivered()).toEqual([]);
    expect(driver.phase).toBe("connecting");
  });

  test("is held against caught_up too: the last frame of a replay can be lost", () => {
    const driver = new Driver({}, at(1)).token().frame(welcome(3)).events(1, 2, { replay: true });
    driver.frame({ type: "caught_up", ...at(3), chain: "" });
    expect(driver.phase).toBe("connecting");
  });

  test("without a snapshot on this connection makes a feed that keeps state resume", () => {
    const driver = new Driver({ state: true }).token().frame(welcome(0)).events(0, 1);
    expect(driver.delivered()).toEqual([]);
    expect(driver.phase).toBe("connecting");
  });

  test("counts without a snapshot where the server has said that its state is being rebuilt", () => {
    const driver = new Driver({ state: true }).token().frame(welcome(0));
    driver.frame({ type: "notice", state: "rebuilding" }).events(0, 1);
    expect(driver.delivered()).toEqual([1]);
  });
});

describe("a frame that is not one", () => {
  test.each(["", "null", "17", "[]", "{", '{"type":"events","epoch":1}', '{"type":"reset"}'])(
    "%j does no harm",
    (text) => {
      const driver = new Driver().live().frame(text);
      expect(driver.delivered()).toEqual([]);
      expect(driver.phase).toBe("live");
      expect(driver.session.seen).toEqual(at(0));
    },
  );

  test("of a later version is ignored, and its connection goes on", () => {
    const driver = new Driver().live().frame('{"type":"confetti","amount":3}').events(0, 1);
    expect(driver.delivered()).toEqual([1]);
    expect(driver.phase).toBe("live");
  });
});

describe("live", () => {
  test("is said once everything before caught_up was handled, not before", () => {
    const driver = new Driver({}, at(0)).token().frame(welcome(2)).events(0, 2, { replay: true });
    driver.frame({ type: "caught_up", ...at(2), chain: "" });
    expect(driver.phase).toBe("replaying");
    driver.handle();
    expect(driver.phase).toBe("live");
  });

  test("of an empty start has caught_up's position, and saves it", () => {
    const driver = new Driver()
      .token()
      .frame(welcome(41))
      .frame({ type: "caught_up", ...at(41), chain: "" });
    expect(driver.phase).toBe("live");
    expect(driver.session.position).toEqual(at(41));
    expect(driver.take("save")).toHaveLength(1);
  });
});

describe("a reset", () => {
  const reset = (driver: Driver, reason: "trimmed" | "epoch" | "ahead", head: Position): Driver =>
    driver.frame({ type: "reset", reason, epoch: head.epoch, head: head.seq, oldest: head.seq + 1 });
  const page = (driver: Driver, from: number, to: number, epoch = EPOCH): Driver => {
    const events = Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
    const body = { events, next: null, head: encodeCursor({ epoch, seq: to }), size: 100 };
    return driver.answer({ kind: "page", page: body } as never);
  };
  const away = (): Driver => new Driver({}, at(2)).token().frame(welcome(6));

  test("of the same log asks history for what is missing, and holds newer frames back until it is here", () => {
    const driver = reset(away(), "trimmed", at(6));
    driver.frame({ type: "caught_up", ...at(6), chain: "" }).events(6, 7);
    expect(driver.take("fetch")).toEqual([{ kind: "fetch", after: at(2) }]);
    expect(driver.delivered()).toEqual([]);
    const { generation } = driver.session;
    page(driver, 3, 6);
    expect(driver.effects.filter(({ kind }) => kind === "deliver")).toMatchObject([
      { item: { kind: "events", replay: true, position: at(6) } },
      { item: { kind: "reset", reason: "trimmed", filled: true } },
      { item: { kind: "events", replay: true, position: at(7) } },
    ]);
    expect(driver.session.generation).toBe(generation);
    expect(driver.handle().phase).toBe("live");
  });

  test("reads the next page when the handlers have had the one before", () => {
    const driver = reset(away(), "trimmed", at(6));
    driver.take("fetch");
    page(driver, 3, 4);
    expect(driver.take("fetch")).toEqual([]);
    driver.handle();
    expect(driver.take("fetch")).toEqual([{ kind: "fetch", after: at(4) }]);
  });

  test("takes no more from history than up to the head, so that live frames keep their patches", () => {
    const driver = reset(away(), "trimmed", at(6));
    page(driver, 3, 9);
    expect(driver.delivered()).toEqual([3, 4, 5, 6]);
  });

  test.each([
    [
      "has a hole",
      (driver: Driver) =>
        driver.answer({
          kind: "page",
          page: { events: [event(3), event(5)], head: encodeCursor(at(6)), next: null, size: 1 },
        } as never),
    ],
    [
      "is empty",
      (driver: Driver) =>
        driver.answer({ kind: "page", page: { events: [], head: encodeCursor(at(6)), next: null, size: 1 } } as never),
    ],
    ["is of another epoch", (driver: Driver) => page(driver, 3, 6, "0mwuacao1")],
    ["is refused", (driver: Driver) => driver.answer({ kind: "page", error: { retryable: false } } as never)],
  ])("names the gap where the page of history %s", (_, answer) => {
    const driver = reset(away(), "trimmed", at(6)).events(6, 7);
    answer(driver);
    expect(driver.take("deliver").map(({ item }) => item)).toMatchObject([
      { kind: "reset", filled: false, position: at(6) },
      { kind: "events", position: at(7) },
    ]);
  });

  test("tries again where history is only down, and names the gap in the end", () => {
    const driver = away();
    for (let tries = 0; tries < 6; tries++) {
      reset(driver, "trimmed", at(6));
      driver.answer({
        kind: "page",
        error: { retryable: true, code: "archive-unavailable", retryAfterMs: 2_000 },
      } as never);
      expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "archive-unavailable" });
      driver.pause().token().frame(welcome(6));
    }
    reset(driver, "trimmed", at(6));
    driver.answer({ kind: "page", error: { retryable: true, code: "archive-unavailable" } } as never);
    expect(driver.take("deliver").at(-1)?.item).toMatchObject({ kind: "reset", filled: false });
  });

  test("of another log begins at its head, with nothing of the old one", () => {
    const head = { epoch: "0mwuacao9", seq: 4 };
    const driver = reset(away(), "epoch", head);
    expect(driver.take("fetch")).toEqual([]);
    expect(driver.take("deliver").map(({ item }) => item)).toMatchObject([
      { kind: "reset", reason: "epoch", filled: false, position: head },
    ]);
    expect(driver.session.seen).toEqual(head);
  });

  test("of a log that is shorter than the position begins at its head", () => {
    const driver = reset(new Driver({}, at(90)).token().frame(welcome(6)), "ahead", at(6));
    expect(driver.session.seen).toEqual(at(6));
    driver.events(6, 7);
    expect(driver.delivered()).toEqual([7]);
  });

  test("can come in the middle of a connection", () => {
    const driver = reset(new Driver().live(2), "trimmed", at(6));
    expect(driver.phase).toBe("replaying");
    page(driver, 3, 6);
    expect(driver.handle().phase).toBe("live");
  });
});

describe("a pong", () => {
  const pong = (seq: number, epoch = EPOCH): string => encodePongText({ epoch, seq });

  test("never moves the position", () => {
    const driver = new Driver().live(3).frame(pong(9));
    expect(driver.session.seen).toEqual(at(3));
  });

  test("that is ahead for 2 s without progress makes the feed resume", () => {
    const driver = new Driver().live(3).frame(pong(4)).wait(1_900);
    expect(driver.phase).toBe("live");
    driver.wait(200);
    expect(driver.phase).toBe("connecting");
  });

  test("that the frame overtakes changes nothing", () => {
    const driver = new Driver().live(3).frame(pong(4)).wait(1_000).events(3, 4).handle().wait(2_000);
    expect(driver.phase).toBe("live");
  });

  test("is no alarm while the handlers are slow: the server holds back", () => {
    const driver = new Driver().live(3).events(3, 4).frame(pong(9)).wait(4_000);
    expect(driver.phase).toBe("live");
  });

  test("makes a filtered feed ask how far the log went, and resume where nothing covers it", () => {
    const driver = new Driver({ filter: { bots: ["a"] } }).live(3);
    driver.take("send");
    driver.frame(pong(5));
    expect(driver.take("send").map(({ text }) => text)).toEqual([expect.stringContaining('"type":"ping"')]);
    driver.wait(2_100);
    expect(driver.phase).toBe("connecting");
  });

  test("is no alarm for a filtered feed that is told that there was nothing for it", () => {
    const driver = new Driver({ filter: { bots: ["a"] } }).live(3).frame(pong(5));
    driver.events(3, 5, { events: [] }).wait(4_000);
    expect(driver.phase).toBe("live");
  });

  test("of another epoch makes the feed resume", () => {
    expect(new Driver().live(3).frame(pong(3, "0mwuacao9")).wait(2_100).phase).toBe("connecting");
  });

  test("that never comes ends the connection within 10 s of the last sound", () => {
    const driver = new Driver().live();
    driver.take("send");
    driver.frame(pong(0));
    driver.wait(9_000);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "heartbeat-missed" });
    expect(driver.take("send").map(({ text }) => text)).toContain("ping");
  });

  test("can be any frame", () => {
    const driver = new Driver().live(1);
    for (let seq = 1; seq < 30; seq++)
      driver
        .wait(1_000)
        .events(seq, seq + 1)
        .handle();
    expect(driver.phase).toBe("live");
  });
});

describe("coming back", () => {
  test("takes a random while that grows with each failure, and never more than 30 s", () => {
    const delays: number[] = [];
    const driver = new Driver();
    for (let attempt = 0; attempt < 200; attempt++) {
      driver.token().closed(1006);
      const { status } = driver.session;
      if (status.phase !== "waiting") throw new Error(status.phase);
      delays.push(status.retryAt - driver.now);
      driver.wait(30_000);
    }
    expect(Math.max(...delays.slice(0, 1))).toBeLessThan(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    const late = delays.slice(10);
    // Full jitter: spread over the whole of it.
    expect(Math.min(...late)).toBeLessThan(3_000);
    expect(Math.max(...late)).toBeGreaterThan(27_000);
  });

  test("differs from feed to feed", () => {
    const delays = Array.from({ length: 50 }, (_, seed) => {
      const config = { start: "live", filter: {}, state: false } as const;
      let session = createSession(config, seed * 1_000 + 17, START_MS);
      const inputs = [
        { kind: "loaded", position: null },
        { kind: "token", generation: 1, token: "t" },
        { kind: "closed", generation: 1, code: 1006, reason: "" },
      ] as const;
      for (const input of inputs) [session] = step(session, input, START_MS);
      return session.due.retry! - START_MS;
    });
    expect(new Set(delays.map(Math.floor)).size).toBeGreaterThan(40);
  });

  test("is no sooner than the server says, whatever the page does", () => {
    const driver = new Driver().live();
    driver
      .frame({ type: "bye", code: 4000, reason: "room-restarting", retryAfterMs: 8_000 })
      .closed(4000, "room-restarting");
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "room-restarting" });
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.phase).toBe("waiting");
    driver.wait(7_900);
    expect(driver.phase).toBe("waiting");
    driver.wait(1_200);
    expect(driver.phase).toBe("connecting");
  });

  test("takes the reason from the bye where the close itself was lost", () => {
    const driver = new Driver().live().frame({ type: "bye", code: 4001, reason: "slow-subscriber" }).closed(1006);
    expect(driver.session.status).toMatchObject({ reason: "slow-subscriber" });
  });

  test("waits 30 s at the subscriber limit", () => {
    const driver = new Driver().token().closed(4005, "subscriber-limit").wait(29_900);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "subscriber-limit" });
  });

  test("is immediate with a new token after 4002, and takes its time when that does not help", () => {
    const driver = new Driver().live().wait(6_000);
    driver.take("token");
    driver.closed(4002, "credentials-expired");
    expect(driver.phase).toBe("connecting");
    expect(driver.take("token")).toHaveLength(1);
    driver.token().closed(4002, "credentials-expired");
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "credentials-expired" });
  });

  test("counts attempts until a connection has held for 5 s", () => {
    const driver = new Driver().token().closed(1006).wait(1_000).token().closed(1006).wait(2_000);
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 3 });
    driver.live();
    expect(driver.session.status).toEqual({ phase: "live", attempt: 3 });
    driver.wait(5_100).closed(1006).wait(1_000);
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 2 });
  });

  test("waits for slow handlers to have had what a whole window holds", () => {
    const driver = new Driver().live();
    const events = [{ ...event(1), data: { pad: "x".repeat(300_000) } }];
    driver.events(0, 1, { events }).closed(1006).wait(20_000);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "slow-subscriber" });
    driver.handle().wait(1_100);
    expect(driver.phase).toBe("connecting");
  });
});

describe("a final close", () => {
  test.each([
    [4500, "invalid-request"],
    [4501, "unauthenticated"],
    [4502, "forbidden"],
    [4503, "feed-not-found"],
    [4504, "unsupported-version"],
    [4777, "refused"],
  ])("%i fails with %s and does not come back", (code, slug) => {
    const driver = new Driver().token().closed(code);
    expect(driver.session.status).toMatchObject({
      phase: "failed",
      error: { code: slug, closeCode: code, retryable: false },
    });
    expect(nextTick(driver.session)).toBe(Infinity);
    driver.input({ kind: "surroundings", page: { online: false, awake: true } });
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.phase).toBe("failed");
  });

  test("has the server's own reason and words where it gave them", () => {
    const bye = { type: "bye", code: 4501, reason: "key-revoked", detail: "The key k1 was revoked." } as const;
    const driver = new Driver().live().frame(bye).closed(4501, "key-revoked");
    expect(driver.session.status).toMatchObject({ error: { code: "key-revoked", message: "The key k1 was revoked." } });
  });

  test("is left by reconnect", () => {
    const driver = new Driver().token().closed(4501).input({ kind: "reconnect" });
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 1 });
  });
});

describe("the token", () => {
  test("that does not come within 10 s counts as a failure, and its late answer as none", () => {
    const driver = new Driver();
    const { generation } = driver.session;
    driver.wait(10_000);
    expect(driver.take("error")[0]?.error).toMatchObject({ code: "token-failed", retryable: true });
    driver.input({ kind: "token", generation, token: "late" });
    expect(driver.take("open")).toEqual([]);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "token-failed" });
  });

  test("that cannot be had is asked for again", () => {
    const driver = new Driver();
    driver.take("token");
    driver.answer({ kind: "token", cause: new Error("no") } as never).wait(1_000);
    expect(driver.take("token")).toHaveLength(1);
  });
});

describe("what belongs to an older connection", () => {
  test("is not heard: texts, closes, pages", () => {
    const driver = new Driver().live();
    const { generation } = driver.session;
    driver.input({ kind: "reconnect" }).live();
    const { session } = driver;
    driver.input({
      kind: "text",
      generation,
      text: JSON.stringify({ type: "events", epoch: EPOCH, after: 0, through: 1, replay: false, events: [event(1)] }),
    });
    driver.input({ kind: "closed", generation, code: 4501, reason: "" });
    driver.input({
      kind: "page",
      generation,
      page: { events: [event(1)], head: encodeCursor(at(1)), next: null, size: 1 },
    });
    expect(driver.delivered()).toEqual([]);
    expect(driver.session).toEqual({ ...session, now: driver.now });
  });

  test("nor is anything after close, but the last position", () => {
    const driver = new Driver().live().events(0, 2).input({ kind: "close" });
    driver.effects = [];
    driver.events(2, 3).wait(100_000).input({ kind: "reconnect" });
    expect(driver.effects).toEqual([]);
    driver.input({ kind: "delivered", position: at(1), size: 0 });
    expect(driver.take("save")).toHaveLength(1);
  });
});

describe("acknowledgements", () => {
  test("come a second after something was handled, and carry its seq", () => {
    const driver = new Driver().live().events(0, 3).wait(2_000);
    expect(driver.take("ack")).toEqual([]);
    driver.handle().wait(1_000);
    expect(driver.take("ack")).toEqual([{ kind: "ack", seq: 3 }]);
  });

  test("come at once with 64 KiB", () => {
    const driver = new Driver().live();
    driver.events(0, 1, { events: [{ ...event(1), data: { pad: "x".repeat(70_000) } }] }).handle();
    expect(driver.take("ack")).toEqual([{ kind: "ack", seq: 1 }]);
  });
});

describe("the page", () => {
  test("that is frozen has no connection, and gets one when it thaws", () => {
    const driver = new Driver().live();
    driver.input({ kind: "surroundings", page: { online: true, awake: false } });
    expect(driver.take("drop").length).toBeGreaterThan(0);
    expect(driver.phase).toBe("offline");
    expect(nextTick(driver.session)).toBe(Infinity);
    driver.take("token");
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.take("token")).toHaveLength(1);
  });

  test("that is looked at again asks an open connection for a pong", () => {
    const driver = new Driver().live().frame(`pong ${encodeCursor(at(0))}`);
    driver.take("send");
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.take("send")).toEqual([{ kind: "send", text: "ping" }]);
    driver.wait(4_600);
    expect(driver.session.status).toMatchObject({ reason: "heartbeat-missed" });
  });

  test("that is looked at again ends a pause", () => {
    const driver = new Driver().token().closed(1006);
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.phase).toBe("connecting");
  });

  test("does not restart an attempt that is under way when it has loaded", () => {
    const driver = new Driver();
    driver.take("token");
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.take("token")).toEqual([]);
  });

  test("without network keeps a connection that still answers: the server may be on this machine", () => {
    const driver = new Driver().live();
    driver.input({ kind: "surroundings", page: { online: false, awake: true } });
    for (let beat = 0; beat < 10; beat++) driver.wait(1_000).frame(`pong ${encodeCursor(at(0))}`);
    expect(driver.phase).toBe("live");
  });
});

describe("the clock", () => {
  test("is compared when the room is awake anyway: when caught up, then with live events, once a minute at most", () => {
    const samples = (driver: Driver): number => driver.take("send").filter(({ text }) => text.includes('"c"')).length;
    const driver = new Driver().live();
    expect(samples(driver)).toBe(1);
    driver.events(0, 1).handle();
    expect(samples(driver)).toBe(0);
    for (let beat = 0; beat < 70; beat++) driver.wait(1_000).frame(`pong ${encodeCursor(at(1))}`);
    expect(samples(driver)).toBe(0);
    driver.events(1, 2).events(2, 3);
    expect(samples(driver)).toBe(1);
  });
});
