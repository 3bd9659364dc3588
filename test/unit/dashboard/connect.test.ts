/** What a user pastes into a bot, against the configuration that Freqtrade's own client was seen to deliver. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { attemptsOf, remember } from "../../../dashboard/src/connect/attempt.ts";
import { CHECKLIST, isSeen } from "../../../dashboard/src/connect/checklist.ts";
import {
  composeBlock,
  configBlock,
  curlLine,
  environmentLine,
  hookUrl,
  hookUrlWithKey,
  netrcLine,
} from "../../../dashboard/src/connect/paste-block.ts";
import type { Refusal } from "../../../dashboard/src/live/api.ts";

const target = { origin: "https://feeds.example:8443", bot: "spot-1", key: "aa.bb_-.cc" };

interface Webhook {
  readonly [name: string]: unknown;
}
const proven = JSON.parse(
  readFileSync(new URL("../../fixtures/freqtrade/webhook-config.json", import.meta.url), "utf8"),
) as { readonly webhook?: Webhook } & Webhook;

const parsed = (url: string | null): Webhook =>
  (JSON.parse(`{${configBlock(url)}}`) as { readonly webhook: Webhook }).webhook;

test("the block has every message type and every field of the proven configuration, with plain templates", () => {
  const known = proven.webhook ?? proven;
  const block = parsed("https://x");
  const types = Object.entries(known).filter(([, value]) => typeof value === "object");
  expect(types.length).toBe(13);
  for (const [type, fields] of types) {
    expect(Object.keys(block[type] as object).sort()).toEqual(Object.keys(fields as object).sort());
    for (const [field, template] of Object.entries(block[type] as object)) expect(template).toBe(`{${field}}`);
  }
  expect(block).toMatchObject({ enabled: true, format: "json", allow_custom_messages: true });
});

test("the longest that the block can hold a bot up is under fifteen seconds", () => {
  const { timeout, retries, retry_delay: delay } = parsed("https://x") as { [name: string]: number };
  expect((retries! + 1) * timeout! + retries! * delay!).toBeLessThan(15);
});

test("the address goes into the block, into the environment, or stays free of the key", () => {
  expect(parsed(hookUrl(target))["url"]).toBe("https://feeds.example:8443/v1/webhooks/freqtrade");
  expect(parsed(null)).not.toHaveProperty("url");
  expect(hookUrlWithKey(target)).toBe("https://spot-1:aa.bb_-.cc@feeds.example:8443/v1/webhooks/freqtrade");
  expect(environmentLine(target)).toBe(`FREQTRADE__WEBHOOK__URL=${hookUrlWithKey(target)}`);
  expect(netrcLine(target)).toBe("machine feeds.example login spot-1 password aa.bb_-.cc");
  expect(curlLine(target)).toContain("-u spot-1:aa.bb_-.cc");
});

test("from a container, this machine is the host and not the container", () => {
  expect(composeBlock({ ...target, origin: "http://127.0.0.1:8787" })).toContain("@host.docker.internal:8787/");
  expect(composeBlock({ ...target, origin: "http://127.0.0.1:8787" })).toContain("extra_hosts");
  expect(composeBlock(target)).not.toContain("extra_hosts");
});

test("the checklist knows every type of the block, once", () => {
  const types = CHECKLIST.flatMap((item) => item.types);
  const sent = Object.entries(parsed(null)).flatMap(([type, value]) => (typeof value === "object" ? [type] : []));
  expect(types.toSorted()).toEqual(sent.toSorted());
  expect(CHECKLIST.filter((item) => isSeen(item, new Set(["exit_fill"]))).map(({ label }) => label)).toEqual(["Exits"]);
});

describe("refused attempts", () => {
  const refusal = (keyId: string, at: number, change: Partial<Refusal> = {}): Refusal => ({
    keyId,
    at,
    status: 422,
    problem: "invalid-event",
    pointer: "/type",
    detail: "is missing",
    ...change,
  });

  test("are those of the key alone, and the same again is one that counts", () => {
    const refusals = [
      refusal("k", 9),
      refusal("other", 8),
      refusal("k", 7),
      refusal("k", 6, { status: 400, problem: "unknown", pointer: null, detail: "The body is not valid JSON." }),
      refusal("k", 5),
    ];
    expect(attemptsOf(refusals, "k")).toEqual([
      {
        what: "422 /type",
        detail: "Is missing.",
        advice: expect.stringContaining("member") as string,
        at: 9,
        times: 2,
      },
      { what: "400", detail: "The body is not valid JSON.", advice: null, at: 6, times: 1 },
      {
        what: "422 /type",
        detail: "Is missing.",
        advice: expect.stringContaining("member") as string,
        at: 5,
        times: 1,
      },
    ]);
    expect(attemptsOf(refusals, "nobody")).toEqual([]);
  });

  test("of a whole body name no place", () => {
    expect(attemptsOf([refusal("k", 1, { pointer: "" })], "k")).toMatchObject([{ what: "422" }]);
  });

  test("that the room has forgotten in its sleep stay, and none is there twice", () => {
    const first = [refusal("k", 2), refusal("k", 1)];
    expect(remember([], first)).toEqual(first);
    expect(remember(first, [])).toEqual(first);
    expect(remember(first, first)).toEqual(first);
    expect(remember(first, [refusal("k", 3)]).map(({ at }) => at)).toEqual([3, 2, 1]);
    expect(remember(first, [refusal("k", 3), ...first]).map(({ at }) => at)).toEqual([3, 2, 1]);
    const long = Array.from({ length: 150 }, (_, index) => refusal("k", 1_000 - index));
    expect(remember(long, [refusal("k", 1_001)])).toHaveLength(100);
  });
});
