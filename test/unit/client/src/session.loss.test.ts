/** The session's decisions about what was lost: resets, gaps filled from history, and what pongs show. */
import { encodeCursor, encodePongText, type Position } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { Driver, EPOCH, at, event, welcome } from "../../../support/session-driver.ts";

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
    expect(driver.handle().phase).toBe("replaying");
    driver.frame({ type: "caught_up", ...at(6), chain: "" });
    expect(driver.phase).toBe("live");
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

  test("is no alarm for a filtered feed that learns there was nothing for it", () => {
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
