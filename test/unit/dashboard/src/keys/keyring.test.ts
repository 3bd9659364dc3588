/** The keys that a browser keeps, and what a link does to a page that has one. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { compareScopes, readClaims } from "../../../../../dashboard/src/keys/key-claims.ts";
import {
  forgetKey,
  KNOWN_MAX_KEYS,
  loadKeyring,
  openKeyring,
  parseKeys,
  showKey,
} from "../../../../../dashboard/src/keys/keyring.ts";
import { endWords, scopeWords } from "../../../../../dashboard/src/keys/key-words.ts";
import { keyOf, accessOf, alice, bob } from "../../../../support/access.ts";

/** Web storage as far as it is used here; `full` refuses to write. */
class FakeStorage {
  readonly values = new Map<string, string>();
  full = false;
  getItem(name: string): string | null {
    return this.values.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.values.set(name, value);
  }
  removeItem(name: string): void {
    this.values.delete(name);
  }
}

let tab: FakeStorage;
let device: FakeStorage;

/** Another tab of the same browser. */
function newTab(): void {
  tab = new FakeStorage();
  vi.stubGlobal("window", { sessionStorage: tab, localStorage: device });
}

beforeEach(() => {
  device = new FakeStorage();
  newTab();
});
afterEach(() => vi.unstubAllGlobals());

describe("the keys of a browser", () => {
  test("are all kept while one is shown, and the one shown is there after a reload", () => {
    expect(loadKeyring()).toEqual({ shown: null, known: [] });
    showKey(alice);
    expect(showKey(bob)).toEqual({ shown: bob, known: [bob, alice] });
    expect(openKeyring()).toEqual({ shown: bob, known: [bob, alice] });
    expect(showKey(alice)).toEqual({ shown: alice, known: [bob, alice] });
  });

  test("are those of the device in another tab, which begins with the one shown last", () => {
    showKey(alice);
    showKey(bob);
    showKey(accessOf("carol", "owner"));
    newTab();
    expect(openKeyring().known.map(({ credentials }) => credentials.feed)).toEqual(["carol", "alice"]);
    expect(loadKeyring().shown?.credentials.feed).toBe("carol");
  });

  test("stay as they are in a tab while another one shows something else", () => {
    showKey(alice);
    newTab();
    expect(openKeyring().shown).toEqual(alice);
    const mine = tab;
    newTab();
    showKey(accessOf("carol", "owner"));
    vi.stubGlobal("window", { sessionStorage: mine, localStorage: device });
    expect(loadKeyring().shown).toEqual(alice);
  });

  test("are in one place each", () => {
    showKey(alice);
    showKey({ ...alice, keeping: "tab" });
    expect(loadKeyring().known).toEqual([{ ...alice, keeping: "tab" }]);
    expect(device.values.get("fillcast.access")).toBeUndefined();
  });

  test("of one feed can be several, one for each key", () => {
    const reading = accessOf("alice", "subscribe", "device", "2");
    showKey(alice);
    expect(showKey(reading)).toEqual({ shown: reading, known: [reading, alice] });
  });

  test("go only when they are forgotten, and none takes the place of the one that was shown", () => {
    showKey(alice);
    showKey(bob);
    expect(forgetKey(bob.credentials)).toEqual({ shown: null, known: [alice] });
    expect(openKeyring()).toEqual({ shown: null, known: [alice] });
    expect(forgetKey(alice.credentials)).toEqual({ shown: null, known: [] });
    expect([...tab.values.values(), ...device.values.values()].join(" ")).not.toContain(alice.credentials.key);
  });

  test("are limited, and the one that was not shown for longest goes first", () => {
    for (let index = 0; index <= KNOWN_MAX_KEYS; index++) showKey(accessOf(`feed${index}`, "owner"));
    const feeds = loadKeyring().known.map(({ credentials }) => credentials.feed);
    expect(feeds).toHaveLength(KNOWN_MAX_KEYS);
    expect(feeds).not.toContain("feed0");
    expect(feeds[0]).toBe(`feed${KNOWN_MAX_KEYS}`);
  });

  test("of a version that knew one are read, and garbage is none", () => {
    device.setItem("fillcast.access", JSON.stringify(alice.credentials));
    expect(loadKeyring()).toEqual({ shown: alice, known: [alice] });
    const { feed, key } = alice.credentials;
    for (const text of [
      "",
      "{",
      "null",
      "7",
      '"x"',
      "[[]]",
      "[null]",
      '{"feed":1,"key":{}}',
      '{"feed":"../x","key":"a.b.c"}',
    ])
      expect(parseKeys(text)).toEqual([]);
    expect(parseKeys(JSON.stringify([null, { feed, key }, { feed, key }, { feed: "bob", key }]))).toEqual([
      { feed, key },
    ]);
  });

  test("live as long as the page where the browser refuses to store them", () => {
    tab.full = true;
    device.full = true;
    showKey(alice);
    expect(showKey(bob)).toEqual({ shown: bob, known: [bob, alice] });
    expect(forgetKey(bob.credentials).known).toEqual([alice]);
    expect(forgetKey(alice.credentials).known).toEqual([]);
    tab.full = false;
    device.full = false;
    showKey(alice);
    forgetKey(alice.credentials);
  });
});

describe("what a key says of itself", () => {
  test("is read claim by claim, and what has not its form is not there", () => {
    const claims = { sub: "alice", scope: "publish", jti: "k1", bot: "spot-1", exp: 1_729_760_000 };
    expect(readClaims(keyOf(claims))).toEqual({
      feed: "alice",
      scope: "publish",
      id: "k1",
      bot: "spot-1",
      expiresAt: 1_729_760_000_000,
    });
    const nothing = { feed: null, scope: null, id: null, bot: null, expiresAt: null };
    expect(readClaims(keyOf({ sub: "../x", scope: "admin", jti: {}, bot: "<b>", exp: "soon" }))).toEqual(nothing);
    expect(readClaims(keyOf({ sub: "alice\n", scope: "toString", jti: "", exp: 1e300 }))).toEqual(nothing);
    for (const text of ["", "no key", "a.b.c", "..", `x.${btoa("null")}.y`, `x.${btoa("[1]")}.y`, "é.é.é"])
      expect(readClaims(text)).toEqual(nothing);
  });

  test("has words for each scope, an order, and an end", () => {
    const scopes = ["owner", "subscribe", "inspect", "publish", null] as const;
    expect(new Set(scopes.map(scopeWords)).size).toBe(scopes.length);
    expect(scopes.toSorted(compareScopes)).toEqual(scopes.toReversed());
    const claims = readClaims(keyOf({ exp: 1_729_760_400 }));
    expect(endWords(claims, 0, "utc")).toBe("until 24 Oct 2024, 09:00:00.000 UTC");
    expect(endWords(claims, Date.parse("2025-01-01"), "utc")).toBe("ended 24 Oct 2024, 09:00:00.000 UTC");
    expect(endWords(readClaims("x"), 0, "utc")).toBeNull();
  });
});
