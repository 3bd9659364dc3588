/** What an owner sets about bots: two devices do not replace each other's changes, and an overtaken answer is not taken. */
import { describe, expect, it } from "vitest";
import {
  datesOf,
  decodeSettings,
  FeedSettings,
  NO_SETTINGS,
  SINCE_DATES_MAX,
  type SettingsDocument,
  settingsOf,
} from "../../../../../dashboard/src/live/feed-settings.ts";

/** The server's rules, in memory: a write of another version than the current one is refused. */
class Server {
  document: SettingsDocument = { version: 0, bots: {} };
  writes = 0;

  readonly calls = {
    read: async () => ({ kind: "ok", value: this.document }) as const,
    write: async (bots: SettingsDocument["bots"], version: number) => {
      this.writes += 1;
      if (version !== this.document.version)
        return { kind: "refused", status: 412, code: "settings-changed", detail: "changed" } as const;
      this.document = { version: version + 1, bots };
      return { kind: "ok", value: this.document } as const;
    },
  };
}

describe("settings that devices share", () => {
  it("change one bot and leave what another device set of others", async () => {
    const server = new Server();
    const [phone, desk] = [new FeedSettings(server.calls), new FeedSettings(server.calls)];
    await phone.refresh(0);
    await desk.refresh(0);
    expect(await phone.change("a", NO_SETTINGS, { name: "Alpha" })).toBeNull();
    expect(await desk.change("b", NO_SETTINGS, { group: "Spot" })).toBeNull();
    expect(server.document.bots).toEqual({ a: { name: "Alpha" }, b: { group: "Spot" } });
    await phone.refresh(10_000);
    expect(settingsOf(phone.view, "b")).toEqual({ group: "Spot" });
  });

  it("do not replace what another device set of the same bot, and show it", async () => {
    const server = new Server();
    const [phone, desk] = [new FeedSettings(server.calls), new FeedSettings(server.calls)];
    await phone.change("a", NO_SETTINGS, { name: "Alpha" });
    expect(await desk.change("a", NO_SETTINGS, { name: "Other" })).toMatch(/on another device/);
    expect(server.document.bots).toEqual({ a: { name: "Alpha" } });
    expect(settingsOf(desk.view, "a")).toEqual({ name: "Alpha" });
  });

  it("try again where another change came between reading and writing", async () => {
    const server = new Server();
    const settings = new FeedSettings({
      read: server.calls.read,
      write: async (bots, version) => {
        if (server.writes === 0) server.document = { version: 5, bots: { z: { hidden: true } } };
        return server.calls.write(bots, version);
      },
    });
    expect(await settings.change("a", NO_SETTINGS, { name: "Alpha" })).toBeNull();
    expect(server.document).toEqual({ version: 6, bots: { a: { name: "Alpha" }, z: { hidden: true } } });
  });

  it("leave out a bot of which nothing is said", async () => {
    const server = new Server();
    const settings = new FeedSettings(server.calls);
    await settings.change("a", NO_SETTINGS, { name: "Alpha" });
    await settings.change("a", { name: "Alpha" }, {});
    expect(server.document.bots).toEqual({});
  });

  it("do not take an answer that a change has overtaken", async () => {
    const server = new Server();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let reads = 0;
    const settings = new FeedSettings({
      read: async () => {
        const answer = await server.calls.read();
        if (++reads === 1) await held;
        return answer;
      },
      write: server.calls.write,
    });
    const slow = settings.refresh(0);
    await settings.change("a", NO_SETTINGS, { name: "Alpha" });
    release();
    await slow;
    expect(settingsOf(settings.view, "a")).toEqual({ name: "Alpha" });
  });

  it("say why they cannot be changed", async () => {
    const server = new Server();
    const refused = { kind: "refused", status: 403, code: "wrong-scope", detail: "no" } as const;
    const reader = new FeedSettings({ read: server.calls.read, write: async () => refused });
    expect(await reader.change("a", NO_SETTINGS, { name: "A" })).toBe("Only an owner key can change this.");
    const offline = new FeedSettings({ read: async () => ({ kind: "unreachable" }), write: async () => refused });
    expect(await offline.change("a", NO_SETTINGS, { name: "A" })).toBe("The server cannot be reached.");
  });

  it("tell their watchers only where something is another", async () => {
    const server = new Server();
    server.document = { version: 1, bots: { a: { name: "Alpha" } } };
    const kept: number[] = [];
    const settings = new FeedSettings(server.calls, undefined, ({ version }) => kept.push(version));
    let changes = 0;
    settings.subscribe(() => (changes += 1));
    await settings.refresh(0);
    await settings.refresh(500);
    await settings.refresh(60_000);
    expect([changes, kept]).toEqual([1, [1]]);
  });
});

describe("a document of settings", () => {
  it.each([null, 1, [], {}, { version: "1", bots: {} }, { version: 1, bots: [] }])("is none of %j", (value) => {
    expect(decodeSettings(value)).toBeNull();
  });

  it("is read as far as it can be used", () => {
    const bots = { a: { name: 1, group: "G", hidden: "yes", since: "x", more: true }, b: 5, constructor: { since: 3 } };
    const document = decodeSettings({ version: 2, bots, feed: "f" })!;
    expect(document).toEqual({ version: 2, bots: { a: { group: "G" }, constructor: { since: 3 } } });
    expect(settingsOf({ version: 0, bots: {} }, "constructor")).toBe(NO_SETTINGS);
  });

  it("has a bounded number of dates, the newest", () => {
    const bots = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`b${at}`, { since: at % 12 }]));
    const dates = datesOf({ version: 1, bots });
    expect([dates.length, dates[0], dates.at(-1)]).toEqual([SINCE_DATES_MAX, 11, 4]);
  });
});
