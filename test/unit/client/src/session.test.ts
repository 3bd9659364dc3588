/**
 * The session's decisions, one input at a time: what a frame, an acknowledgement, the page or the clock makes it do.
 */
import { encodeCursor } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { nextTick } from "../../../../client/src/session.ts";
import { Driver, EPOCH, NO_STATE, at, event, welcome } from "../../../support/session-driver.ts";

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

  test("in parts is shown whole, and not before its last part", () => {
    const driver = new Driver({ state: true }).token().frame(welcome(4));
    const place = { epoch: EPOCH, seq: 4, parts: 3 };
    const day = (name: string) =>
      ({ day: name, mode: "live", currency: "USDT", realised: "1", closed: 1, wins: 1 }) as const;
    driver.frame({ type: "snapshot", ...place, state: { ...NO_STATE, days: [day("2026-01-01")] } });
    driver.frame({ type: "snapshot_part", ...place, part: 2, patch: { days: [day("2026-01-02")] } });
    expect(driver.take("deliver")).toEqual([]);
    // A part of another snapshot is none of this one.
    driver.frame({ type: "snapshot_part", ...place, seq: 3, part: 3, patch: { days: [day("2020-01-01")] } });
    driver.frame({
      type: "snapshot_part",
      ...place,
      part: 3,
      patch: { more: { bots: 0, trades: 12, currencies: 0, locks: 0 } },
    });
    const [delivered, ...others] = driver.take("deliver");
    expect(others).toEqual([]);
    expect(delivered).toMatchObject({
      item: {
        kind: "snapshot",
        state: { days: [day("2026-01-01"), day("2026-01-02")], more: { trades: 12 } },
      },
    });
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
    driver.wait(2_900);
    expect(driver.phase).toBe("live");
    driver.wait(200);
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
