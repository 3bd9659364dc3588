import { describe, expect, test } from "vitest";
import { checkCredentials, type Credentials } from "../../../../../dashboard/src/keys/credentials.ts";
import type { Scope } from "../../../../../dashboard/src/keys/key-claims.ts";
import type { Access } from "../../../../../dashboard/src/keys/keyring.ts";
import { decideLink } from "../../../../../dashboard/src/keys/link.ts";
import { accessOf, linkOf, alice, bob } from "../../../../support/access.ts";

describe("a link with a key", () => {
  const shown = (access: Access, ...others: readonly Access[]) => ({ shown: access, known: [access, ...others] });

  test("opens in a browser that keeps none, for the tab alone", () => {
    expect(decideLink(linkOf(alice), { shown: null, known: [] })).toEqual({
      kind: "open",
      access: { ...alice, keeping: "tab" },
    });
  });

  test("of the key in use asks nothing", () => {
    expect(decideLink(linkOf(alice), shown(alice))).toEqual({ kind: "nothing" });
  });

  test("of another feed is asked about, also where its key is known already", () => {
    for (const ring of [shown(alice), shown(alice, bob)])
      expect(decideLink(linkOf(bob), ring)).toEqual({
        kind: "ask",
        link: bob.credentials,
        current: alice,
        difference: "feed",
      });
  });

  test("of the same feed is asked about too, with what its key says that it may do", () => {
    const asked = (from: Scope, to: Scope | null): unknown => {
      const link = to === null ? { feed: "alice", key: "aa.bb.cc" } : accessOf("alice", to, "tab", "2").credentials;
      return decideLink(checkCredentials(link.feed, link.key), shown(accessOf("alice", from)));
    };
    expect(asked("owner", "subscribe")).toMatchObject({ kind: "ask", difference: "less" });
    expect(asked("owner", "publish")).toMatchObject({ kind: "ask", difference: "less" });
    expect(asked("subscribe", null)).toMatchObject({ kind: "ask", difference: "less" });
    expect(asked("subscribe", "owner")).toMatchObject({ kind: "ask", difference: "more" });
    expect(asked("owner", "owner")).toMatchObject({ kind: "ask", difference: "same" });
  });

  test("is asked about where keys are kept and none is shown", () => {
    const ring = { shown: null, known: [alice] };
    expect(decideLink(linkOf(bob), ring)).toMatchObject({ kind: "ask", current: alice });
    expect(decideLink(linkOf(alice), ring)).toEqual({ kind: "open", access: alice });
  });

  test("that is not whole changes nothing", () => {
    const half: Credentials = { feed: "alice", key: "half" };
    expect(decideLink(checkCredentials(half.feed, half.key), shown(alice))).toMatchObject({ kind: "broken" });
  });
});
