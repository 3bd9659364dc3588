/** The key on its way from the address into the page, and the keys of the keyboard. */
import { expect, test } from "vitest";
import { checkCredentials, parseFragment, takeFromAddress } from "../../../dashboard/src/access/credentials.ts";
import { ownKeyId } from "../../../dashboard/src/access/own-key.ts";
import { parseBots } from "../../../dashboard/src/shell/chosen-bots.ts";
import { commandOf } from "../../../dashboard/src/shell/shortcuts.ts";

const KEY = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJhYmMxMjMifQ.sig_-x";

test("a fragment names a feed and its key", () => {
  expect(parseFragment(`#feed=alice&key=${KEY}`)?.credentials).toEqual({ feed: "alice", key: KEY });
  expect(parseFragment("")).toBeNull();
  expect(parseFragment("#top")).toBeNull();
});

test("a key that is no key is said to be none, field by field", () => {
  expect(checkCredentials("", "")).toMatchObject({
    credentials: null,
    feedError: "Enter the feed's id.",
    keyError: "Enter a key.",
  });
  expect(checkCredentials("../x", KEY)).toMatchObject({ credentials: null, keyError: null });
  expect(checkCredentials("alice", "eyJ.short").keyError).toContain("three parts");
});

test("a whole link in the key's field fills both", () => {
  expect(checkCredentials("", ` https://host/tape?x=1#feed=bob&key=${KEY} `).credentials).toEqual({
    feed: "bob",
    key: KEY,
  });
});

test("the key leaves the address at once, a broken one too, and leaves no history entry", () => {
  for (const hash of [`#feed=alice&key=${KEY}`, "#feed=alice&key=half"]) {
    const replaced: unknown[] = [];
    const history = {
      state: { a: 1 },
      replaceState: (...given: unknown[]) => replaced.push(given),
    } as unknown as History;
    takeFromAddress({ hash, pathname: "/trades", search: "?status=closed" } as Location, history);
    expect(replaced).toEqual([[{ a: 1 }, "", "/trades?status=closed"]]);
  }
});

test("the page knows its own key on the list by the id inside it", () => {
  expect(ownKeyId(KEY)).toBe("abc123");
  expect(ownKeyId("no key")).toBeNull();
});

test("chosen bots are a list in the address, and an empty one means all", () => {
  expect(parseBots("a,b")).toEqual(new Set(["a", "b"]));
  expect(parseBots("")).toBeNull();
  expect(parseBots(null)).toBeNull();
});

test("g and a second key go to a place, if the second comes soon", () => {
  expect(commandOf("t", { key: "g", ageMs: 300 })).toEqual({ kind: "go", to: "/trades" });
  expect(commandOf("t", { key: "g", ageMs: 5_000 })).toBeNull();
  expect(commandOf("t", null)).toBeNull();
  expect(commandOf("j", null)).toEqual({ kind: "move", by: 1 });
  expect(commandOf(" ", null)).toEqual({ kind: "action", action: "hold" });
});
