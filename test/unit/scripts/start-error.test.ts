import { expect, test } from "vitest";
import { explainStart, StartError } from "../../../scripts/start-error.ts";

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  [error("ENOSPC: no space left on device, write", { code: "ENOSPC" }), "The disk of /state is full."],
  [error("D1_ERROR: database or disk is full: SQLITE_FULL"), "is full."],
  [
    error("internal error; reference = x", { runtime: "e = sqlite.c++:1: database or disk is full: SQLITE_FULL" }),
    "is full.",
  ],
  [
    error("EACCES: permission denied", { code: "EACCES", path: "/state/storage/x" }),
    "/state/storage/x is not writable.",
  ],
  [error("EROFS: read-only file system, open '/state/x'", { code: "EROFS" }), "/state is not writable."],
  [error("attempt to write a readonly database", { code: "ERR_SQLITE_ERROR" }), "is not writable."],
  [
    error("unable to open database file", { code: "ERR_SQLITE_ERROR", path: "/state/lock" }),
    "/state/lock cannot be opened.",
  ],
  [
    error("The Workers runtime failed to start.\nRuntime stderr:\nfile is not a database: SQLITE_NOTADB"),
    "is damaged.",
  ],
  [error("internal error", { runtime: "database disk image is malformed: SQLITE_CORRUPT" }), "is damaged."],
  [error("disk I/O error", { code: "ERR_SQLITE_ERROR" }), "has read or write errors."],
  [
    error("ENOTDIR: not a directory, mkdir '/state/storage/d1'", { code: "ENOTDIR", path: "/state/storage/d1" }),
    "/state/storage/d1 is a file where",
  ],
  [error("The Workers runtime failed to start.", { runtime: "open(path): Not a directory" }), "/state is a file where"],
  [
    error("The Workers runtime failed to start.", { runtime: "kj: failed: tryOpenSubdir() returned null" }),
    "is a file where",
  ],
  [error("The Workers runtime failed to start.", { runtime: "open(path): Permission denied" }), "is not writable."],
  [error("Address already in use", { code: "ERR_ADDRESS_IN_USE" }), "The port is taken."],
  [new StartError("Said as it is."), "Said as it is."],
])("%s is said in words", (thrown, part) => expect(explainStart(thrown, "/state")).toContain(part));

test.each([
  error("something else\n    at somewhere (file.ts:1:1)"),
  new TypeError("x is not a function"),
  "a text",
  undefined,
  null,
  {},
])("%s, which nobody has thought of, is one line that says what failed", (thrown) => {
  expect(explainStart(thrown, "/state")).toMatch(/^Fillcast cannot start: [^\n]+[.!?]$/);
});
