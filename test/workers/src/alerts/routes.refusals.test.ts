/** Destinations over HTTP: what is refused, and how that is said. */
import { describe, expect, it } from "vitest";
import {
  DESTINATIONS_MAX,
  DESTINATION_LABEL_MAX_CHARS,
  DESTINATION_TEXT_MAX_BYTES,
  DEVICES_MAX,
  RULES_MAX_BOTS,
} from "@fillcast/protocol";
import { device } from "../../../support/alerts.ts";
import { problemOf, send } from "../../edge.ts";
import { HOST, hook, base, add, made, list, errorsOf, createFeed } from "../../alerts-rig.ts";

describe("what is refused", () => {
  it.each<[string, object, string, string]>([
    ["no label", { label: undefined }, "/label", "must be a string"],
    ["an empty label", { label: " " }, "/label", "must not be empty"],
    ["a long label", { label: "x".repeat(DESTINATION_LABEL_MAX_CHARS + 1) }, "/label", "at most 64 characters"],
    ["an unknown member", { labels: [] }, "/labels", "is not a known member"],
    ["no address", { address: undefined }, "/address", "must be an object"],
    ["an unknown kind", { address: { kind: "pager" } }, "/address/kind", "must be push, webhook"],
    ["a missing secret", { address: { kind: "webhook", url: hook.url } }, "/address/secret", "must be a string"],
    ["a misspelt member", { address: { ...hook, sekret: "x" } }, "/address/sekret", "is not a known member"],
    [
      "a long url",
      { address: { ...hook, url: `https://${HOST}/${"x".repeat(DESTINATION_TEXT_MAX_BYTES)}` } },
      "/address/url",
      "at most 2048 bytes",
    ],
    ["an url without TLS", { address: { ...hook, url: `http://${HOST}/` } }, "/address/url", "must begin with https"],
    [
      "an url within a network",
      { address: { ...hook, url: "https://10.0.0.1/" } },
      "/address/url",
      "must name a public host",
    ],
    ["a secret that is none", { address: { ...hook, secret: "abc" } }, "/address/secret", "whsec_"],
    [
      "a key of another curve",
      { address: { ...device("x"), keys: { p256dh: "AA", auth: "AA" } } },
      "/address/keys/p256dh",
      "public key",
    ],
    ["a rule that is none", { rules: { close: true } }, "/rules/close", "is not a known member"],
    ["a rule that is a text", { rules: { closed: "yes" } }, "/rules/closed", "must be true or false"],
    ["a loss of nothing", { rules: { loss: { amount: "0" } } }, "/rules/loss/amount", "above zero"],
    ["a loss as a number", { rules: { loss: { ratio: 0.05 } } }, "/rules/loss/ratio", "in a string"],
    ["a loss without a bound", { rules: { loss: {} } }, "/rules/loss/amount", "or `ratio`"],
    [
      "a time that is none",
      { rules: { quiet: { from: "24:00", to: "07:00", zone: "UTC" } } },
      "/rules/quiet/from",
      "HH:MM",
    ],
    [
      "quiet hours without an end",
      { rules: { quiet: { from: "07:00", to: "07:00", zone: "UTC" } } },
      "/rules/quiet/to",
      "must differ",
    ],
    [
      "a zone that is none",
      { rules: { summary: { at: "08:00", zone: "Mars/Base" } } },
      "/rules/summary/zone",
      "time zone",
    ],
    ["no bots", { rules: { bots: [] } }, "/rules/bots", "null means all"],
    ["a bot's name that is none", { rules: { bots: ["a b"] } }, "/rules/bots/0", "not a bot's name"],
    [
      "many bots",
      { rules: { bots: Array.from({ length: RULES_MAX_BOTS + 1 }, (_, index) => `b${index}`) } },
      "/rules/bots",
      "at most 64",
    ],
  ])("%s", async (_, more, pointer, detail) => {
    const feed = await createFeed();
    const answer = await send("POST", base(feed), feed.key, { label: "Mine", address: hook, ...more });
    expect(answer.status).toBe(422);
    const [error] = await errorsOf(answer);
    expect(error!.pointer).toBe(pointer);
    expect(error!.detail).toContain(detail);
    expect(await list(feed)).toEqual([]);
  });

  it("a change of nothing, and of a destination's kind", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    const path = `${base(feed)}/${id}`;
    expect((await errorsOf(await send("PATCH", path, feed.key, {})))[0]!.detail).toContain("a member");
    expect((await errorsOf(await send("PATCH", path, feed.key, { address: device("x") })))[0]).toMatchObject({
      pointer: "/address/kind",
    });
    expect((await errorsOf(await send("PATCH", path, feed.key, { on: false })))[0]).toMatchObject({ pointer: "/on" });
    expect((await list(feed))[0]).toMatchObject({ kind: "webhook", host: HOST });
  });

  it("one more than there is room for, of each sort", async () => {
    const feed = await createFeed();
    for (let index = 0; index < DESTINATIONS_MAX; index++) {
      expect((await add(feed, { ...hook, url: `${hook.url}${index}` })).status).toBe(201);
    }
    expect(await problemOf(await add(feed))).toEqual([409, "too-many-destinations"]);
    for (let index = 0; index < DEVICES_MAX; index++) expect((await add(feed, device(`d${index}`))).status).toBe(201);
    expect(await problemOf(await add(feed, device("another")))).toEqual([409, "too-many-destinations"]);
    // One that is known takes no place.
    expect((await add(feed, device("d0"))).status).toBe(201);
  });
});
