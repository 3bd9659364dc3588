/** Addresses from fields. */
import { expect, test } from "vitest";
import { checkAddress } from "../../../../../parties/feed/alerts/delivery/address.ts";
import {
  ADDRESS_FIELDS,
  ADDRESS_HELP,
  addressOf,
  draftFor,
  EMPTY_DRAFT,
  SECRET_BYTES,
} from "../../../../../dashboard/src/alerts/address.ts";

const DRAFTS = {
  telegram: { ...EMPTY_DRAFT, token: " 123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ ", chat: "-100123" },
  discord: { ...EMPTY_DRAFT, url: "https://discord.com/api/webhooks/1/abc" },
  slack: { ...EMPTY_DRAFT, url: "https://hooks.slack.com/services/T/B/x" },
  ntfy: { ...EMPTY_DRAFT, url: "https://ntfy.sh/a-topic" },
  webhook: { ...EMPTY_DRAFT, url: "https://example.org/in", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
} as const;
const KINDS = Object.keys(DRAFTS) as (keyof typeof DRAFTS)[];

test.each(KINDS)("the fields of %s make an address that the server takes", (kind) => {
  const made = addressOf(kind, DRAFTS[kind]);
  if ("missing" in made) throw new Error(made.missing);
  expect(made.address.kind).toBe(kind);
  expect(checkAddress(made.address, false)).toBeNull();
  expect(ADDRESS_HELP[kind].length).toBeGreaterThan(0);
});

test.each(KINDS)("a field of %s that is missing is named", (kind) => {
  const first = ADDRESS_FIELDS[kind][0]!;
  expect(addressOf(kind, { ...DRAFTS[kind], [first.name]: " " })).toEqual({ missing: first.label });
});

test("a token of ntfy is sent where there is one", () => {
  expect(addressOf("ntfy", { ...DRAFTS.ntfy, token: " tk_1 " })).toMatchObject({ address: { token: "tk_1" } });
  expect(addressOf("ntfy", DRAFTS.ntfy)).toMatchObject({ address: { token: null } });
});

test("a new webhook has a secret and a new topic a name that the server takes, of all bytes that came", () => {
  const random = Uint8Array.from({ length: SECRET_BYTES }, (_, index) => index * 11);
  const webhook = addressOf("webhook", { ...draftFor("webhook", random), url: "https://example.org/in" });
  const ntfy = addressOf("ntfy", draftFor("ntfy", random));
  for (const made of [webhook, ntfy]) {
    if ("missing" in made) throw new Error(made.missing);
    expect(checkAddress(made.address, false)).toBeNull();
  }
  expect(draftFor("webhook", random)).not.toEqual(draftFor("webhook", random.toReversed()));
  expect(draftFor("telegram", random)).toEqual(EMPTY_DRAFT);
});
