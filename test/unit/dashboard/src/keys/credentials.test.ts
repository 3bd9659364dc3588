/** The key on its way from the address into the page, and the keys of the keyboard. */
import { expect, test } from "vitest";
import { checkCredentials, parseFragment, takeFromAddress } from "../../../../../dashboard/src/keys/credentials.ts";

const KEY = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJhYmMxMjMifQ.sig_-x";

test("a fragment names a feed and its key", () => {
  expect(parseFragment(`#feed=alice&key=${KEY}`)?.credentials).toEqual({ feed: "alice", key: KEY });
  expect(parseFragment("")).toBeNull();
  expect(parseFragment("#top")).toBeNull();
});

test("a key that is no key is said to be none, field by field", () => {
  expect(checkCredentials("", "")).toMatchObject({
    credentials: null,
    feedError: "Enter the feed id.",
    keyError: "Enter a key.",
  });
  expect(checkCredentials("../x", KEY)).toMatchObject({ credentials: null, keyError: null });
  expect(checkCredentials("alice", "eyJ.short").keyError).toContain("three parts");
});

test("a key under another feed's name is refused, and so is what is longer than any key", () => {
  const payload = Buffer.from(JSON.stringify({ sub: "mallory", scope: "owner" })).toString("base64url");
  expect(checkCredentials("alice", `aa.${payload}.cc`)).toMatchObject({
    credentials: null,
    feedError: null,
    keyError: "This key is for the feed mallory, not for alice.",
  });
  expect(checkCredentials("mallory", `aa.${payload}.cc`).credentials).not.toBeNull();
  expect(checkCredentials("alice", `aa.${"b".repeat(100_000)}.cc`).keyError).toContain("too long for a key");
});

test("garbage in a fragment is no key, and never an error", () => {
  for (const hash of [
    "#",
    "#%",
    "#feed=alice",
    "#key",
    "#key=",
    "#key=%E0%A4%A&feed=%",
    "#feed=&key=&key=a.b.c",
    "#=&=&key=a",
  ])
    expect(parseFragment(hash)?.credentials ?? null).toBeNull();
});

test("a whole link in the key's field fills both", () => {
  expect(checkCredentials("", ` https://host/tape?x=1#feed=bob&key=${KEY} `).credentials).toEqual({
    feed: "bob",
    key: KEY,
  });
});

test("the key leaves the address at once, a broken one too, and leaves no history entry", () => {
  for (const hash of [`#feed=alice&key=${KEY}`, "#feed=alice&key=half", "#key", "#key=%E0%A4%A"]) {
    const replaced: unknown[] = [];
    const history = {
      state: { a: 1 },
      replaceState: (...given: unknown[]) => replaced.push(given),
    } as unknown as History;
    takeFromAddress({ hash, pathname: "/trades", search: "?status=closed" } as Location, history);
    expect(replaced).toEqual([[{ a: 1 }, "", "/trades?status=closed"]]);
  }
});

test("an address that begins with two slashes is left on this host", () => {
  const replaced: unknown[] = [];
  const history = { state: null, replaceState: (...given: unknown[]) => replaced.push(given[2]) } as unknown as History;
  takeFromAddress({ hash: `#feed=alice&key=${KEY}`, pathname: "//evil.example/", search: "" } as Location, history);
  expect(replaced).toEqual(["/evil.example/"]);
});
