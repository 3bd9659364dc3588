/** What a user pastes into a bot, against the configuration that Freqtrade's own client was seen to deliver. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  composeBlock,
  configBlock,
  curlLine,
  environmentLine,
  hookUrl,
  hookUrlWithKey,
  netrcLine,
  RANGES,
  type Since,
} from "../../../../../dashboard/src/connect/paste-block.ts";

const target = { origin: "https://feeds.example:8443", bot: "spot-1", key: "aa.bb_-.cc" };

interface Webhook {
  readonly [name: string]: unknown;
}
const proven = JSON.parse(
  readFileSync(new URL("../../../../fixtures/freqtrade/webhook-config.json", import.meta.url), "utf8"),
) as { readonly webhook?: Webhook } & Webhook;

const parsed = (url: string | null, since?: Since): Webhook =>
  (JSON.parse(`{${configBlock(url, since)}}`) as { readonly webhook: Webhook }).webhook;

test("the block of old versions has every message type and field of the proven configuration, with plain templates", () => {
  const known = proven.webhook ?? proven;
  const block = parsed("https://x", "2024.1");
  const types = Object.entries(known).filter(([, value]) => typeof value === "object");
  expect(types.length).toBe(13);
  for (const [type, fields] of types) {
    expect(Object.keys(block[type] as object).sort()).toEqual(Object.keys(fields as object).sort());
    for (const [field, template] of Object.entries(block[type] as object)) expect(template).toBe(`{${field}}`);
  }
  expect(block).toMatchObject({ enabled: true, format: "json", allow_custom_messages: true });
});

test("the block of new versions has `order_rate` in all order messages besides, and is the one that is given first", () => {
  expect(parsed(null)).toEqual(parsed(null, RANGES[0].since));
  const [older, newer] = [parsed(null, "2024.1"), parsed(null, "2025.7")];
  for (const [type, fields] of Object.entries(older)) {
    const isOrder = /^(entry|exit)/.test(type);
    expect(newer[type]).toEqual(isOrder ? { ...(fields as object), order_rate: "{order_rate}" } : fields);
  }
});

test("every block has the liquidation warning with all its members: a type that a bot does not know does no harm", () => {
  for (const { since } of RANGES)
    expect(Object.keys(parsed(null, since)["liquidation_warning"] as object)).toEqual(
      [
        "type",
        "exchange",
        "margin_mode",
        "trade_id",
        "pair",
        "base_currency",
        "quote_currency",
        "direction",
        "leverage",
      ].concat([
        "current_rate",
        "liquidation_price",
        "remaining_ratio",
        "warn_ratio",
        "positions_at_risk",
        "open_positions",
      ]),
    );
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
