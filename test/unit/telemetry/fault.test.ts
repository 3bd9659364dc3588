import { describe, expect, test } from "vitest";
import { classifyFault, describeFault } from "../../../telemetry/fault.ts";

const error = (message: string, marks: object = {}) => Object.assign(new Error(message), marks);
const KEY = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

describe("a fault of a room", () => {
  test.each([
    [
      "Durable Object is overloaded. Requests queued for too long.",
      { overloaded: true, retryable: true },
      "overloaded",
      "overloaded",
    ],
    [
      "Durable Object is overloaded. Too many requests for the same object within a 10 second window.",
      {},
      "overloaded",
      "is overloaded",
    ],
    [
      "database or disk is full: SQLITE_FULL",
      { durableObjectReset: true },
      "full",
      "database or disk is full: SQLITE_FULL",
    ],
    [
      "database or disk is full: SQLITE_FULL",
      { remote: true, retryable: true },
      "full",
      "database or disk is full: SQLITE_FULL",
    ],
    ["file is not a database: SQLITE_NOTADB", {}, "broken", "file is not a database: SQLITE_NOTADB"],
    ["database disk image is malformed: SQLITE_CORRUPT", {}, "broken", "disk image is malformed: SQLITE_CORRUPT"],
    ["no such column: edge: SQLITE_ERROR", { remote: true }, "broken", "no such column: edge: SQLITE_ERROR"],
    [
      "no such table: page_7: SQLITE_ERROR",
      { durableObjectReset: true },
      "broken",
      "no such table: page_7: SQLITE_ERROR",
    ],
    [
      "table sealed has no column named chain: SQLITE_ERROR",
      { remote: true },
      "broken",
      "has no column named chain: SQLITE_ERROR",
    ],
    ["disk I/O error: SQLITE_IOERR", {}, "broken", "SQLITE_IOERR"],
    [
      "Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: 41943049 bytes.",
      { remote: true },
      "too-large",
      "arguments or return values are limited to 32MiB",
    ],
    [
      "Durable Object's isolate exceeded its memory limit and was reset.",
      {},
      "unreachable",
      "exceeded its memory limit",
    ],
    ["Durable Object exceeded its CPU time limit and was reset.", {}, "unreachable", "exceeded its CPU time limit"],
    ["out of memory: SQLITE_NOMEM", { remote: true }, "unreachable", "SQLITE_NOMEM"],
    ["database is locked: SQLITE_BUSY", { remote: true }, "unreachable", "SQLITE_BUSY"],
    [
      "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and the Durable Object was reset.",
      { remote: true, durableObjectReset: true },
      "unreachable",
      "blockConcurrencyWhile() in a Durable Object waited for too long",
    ],
    [
      'The RPC receiver does not implement the method "newer".',
      { remote: true },
      "unreachable",
      "RPC receiver does not implement the method",
    ],
    [
      "Durable Object reset because its code was updated.",
      { durableObjectReset: true },
      "unreachable",
      "code was updated",
    ],
    [
      "The Durable Object's code has been updated, this version can no longer access storage.",
      { remote: true },
      "unreachable",
      "code has been updated",
    ],
    ["Network connection lost.", { retryable: true }, "unreachable", "connection lost"],
    ["Cannot resolve Durable Object due to transient issue on remote node.", {}, "unreachable", "transient issue"],
    [
      "internal error; reference = 4smbrvo2qe66ikqipmb7ncup",
      {},
      "broken",
      "internal error; reference = 4smbrvo2qe66ikqipmb7ncup",
    ],
    ["internal error; reference = abc", { retryable: true }, "unreachable", "internal error; reference = abc"],
    ["something new", { retryable: true, remote: true }, "unreachable", "Error"],
    ["something new", {}, "unreachable", "Error"],
    ["x is not a function", { remote: true }, "broken", "Error"],
    ["page 3 has no record", { durableObjectReset: true }, "broken", "Error"],
  ] as const)("that says %j %j is %s", (message, marks, kind, cause) => {
    expect(classifyFault(error(message, marks))).toMatchObject({ kind, cause });
  });

  test("is worth another try where another instance, or another way to it, may do", () => {
    const passes = (message: string, marks: object = {}) => classifyFault(error(message, marks)).passes;
    expect(passes("Network connection lost.")).toBe(true);
    expect(passes("Durable Object reset because its code was updated.")).toBe(true);
    expect(passes("internal error; reference = abc")).toBe(true);
    expect(passes("something new")).toBe(true);
    expect(passes("Durable Object is overloaded.", { overloaded: true, retryable: true })).toBe(false);
    expect(passes("database or disk is full: SQLITE_FULL", { retryable: true })).toBe(false);
    expect(passes("no such table: key: SQLITE_ERROR")).toBe(false);
    expect(passes("x is not a function", { remote: true })).toBe(false);
    expect(passes("Durable Object's isolate exceeded its memory limit and was reset.")).toBe(false);
  });

  test("never repeats what was sent", () => {
    for (const text of [
      `Unexpected token in {"price":"1","key":"${KEY}"}`,
      `no such column: ${KEY}${"x".repeat(500)}`,
      `${"x".repeat(2_000_000)} SQLITE_FULL ${KEY}`,
    ]) {
      for (const marks of [{}, { remote: true }, { retryable: true }]) {
        const { cause } = classifyFault(error(text, marks));
        expect(cause.length).toBeLessThan(150);
        expect(cause).not.toContain("price");
        expect(cause).not.toContain(KEY);
      }
    }
    const named = Object.assign(new Error("x"), { name: `Bad ${KEY}` });
    expect(classifyFault(named).cause).toBe("unknown");
  });

  test.each([undefined, null, "text", 5, {}])("may be thrown as %j", (thrown) => {
    expect(classifyFault(thrown)).toEqual({ kind: "unreachable", cause: "unknown", passes: true });
  });

  test("in the room's own log has the places where it was thrown, and not its message", () => {
    const said = describeFault(new TypeError(`cannot read ${KEY}\n    at a body`));
    expect(said.cause).toBe("TypeError");
    expect(said.frames[0]).toContain("fault.test.ts");
    expect(said.frames.join(" ")).not.toMatch(/a body|eyJ/);
    expect(describeFault("text")).toEqual({ cause: "unknown", frames: [] });
  });
});
