import { expect, it } from "vitest";
import { parseVerifyOptions } from "../../../../scripts/verify-feed/options.ts";

it("a feed alone is read from the local start's state folder", () => {
  const options = parseVerifyOptions(["alice"], {});
  expect(options).toMatchObject({ kind: "verify", place: { kind: "folder", stateDir: ".state", feed: "alice" } });
  expect(parseVerifyOptions(["alice", "--export", "x"], { FILLCAST_STATE: "/s" })).toMatchObject({
    place: { stateDir: "/s" },
    exportFile: "x",
  });
});

it("a server is asked with a key, from arguments or environment", () => {
  const server = { kind: "server", url: "https://host", opening: { kind: "key", key: "k" }, feed: "alice" };
  expect(parseVerifyOptions(["alice", "--url", "https://host", "--key", "k"], {})).toMatchObject({ place: server });
  const operator = { opening: { kind: "operator", token: "t" } };
  expect(parseVerifyOptions(["alice", "--url", "https://host/", "--admin-token", "t"], {})).toMatchObject({
    place: operator,
  });
  const environment = { FILLCAST_URL: "https://host", FILLCAST_KEY: "k" };
  expect(parseVerifyOptions(["alice"], environment)).toMatchObject({ place: server });
  expect(parseVerifyOptions(["alice", "--state", "s"], environment)).toMatchObject({ place: { kind: "folder" } });
});

it("an export stands alone", () => {
  expect(parseVerifyOptions(["--file", "x"], {})).toEqual({ kind: "verify-file", file: "x" });
});

it.each([
  [[]],
  [["a", "b"]],
  [["../a"]],
  [["a", "--url", "https://host"]],
  [["a", "--url", "host", "--key", "k"]],
  [["a", "--url", "https://host", "--key", "k", "--state", "s"]],
  [["a", "--file", "x"]],
  [["--file", "x", "--export", "y"]],
  [["a", "--colour"]],
])("%j is refused in a sentence", (args) => {
  const options = parseVerifyOptions(args, {});
  expect(options).toMatchObject({ kind: "invalid", message: expect.stringMatching(/\w/) as string });
});
