/** The feed that an alert was opened for. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadKeyring, showKey } from "../../../../../dashboard/src/keys/keyring.ts";
import { showWished } from "../../../../../dashboard/src/keys/wished.ts";
import { alice, bob } from "../../../../support/access.ts";

/** Web storage as far as it is used here. */
function fakeStorage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

beforeEach(() => vi.stubGlobal("window", { sessionStorage: fakeStorage(), localStorage: fakeStorage() }));
afterEach(() => vi.unstubAllGlobals());

describe("an alert that opens the page", () => {
  const open = (hash: string): { readonly address: string | null } => {
    let address: string | null = null;
    const history = { state: null, replaceState: (_: unknown, __: string, to: string) => (address = to) };
    const location = { hash, pathname: "/trades/spot-1%3A7", search: "?event=4" };
    showWished(location as Location, history as unknown as History);
    return { address };
  };

  test("shows its feed in this tab, and leaves nothing of that in the address", () => {
    showKey(alice);
    showKey(bob);
    expect(open("#show=alice")).toEqual({ address: "/trades/spot-1%3A7?event=4" });
    expect(loadKeyring().shown).toEqual(alice);
  });

  test("changes nothing where the browser has no key of that feed, or the address asks for none", () => {
    showKey(bob);
    expect(open("#show=carol").address).not.toBeNull();
    expect(open("")).toEqual({ address: null });
    expect(open("#feed=alice&key=a.b.c")).toEqual({ address: null });
    expect(loadKeyring().shown).toEqual(bob);
  });
});
