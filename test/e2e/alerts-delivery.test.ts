/**
 * Alerts on their whole way: from a POST to what receivers understood, with the server that `npm start` starts.
 */
import { readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Destination, DestinationAddress, PushAddress } from "@fillcast/protocol";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { type Received, startReceivers, type Receivers, WEBHOOK_SECRET } from "../support/receivers.ts";
import { startServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

const shared = inject("sharedServer");
let receivers: Receivers;
beforeAll(async () => {
  receivers = await startReceivers();
});
afterAll(() => receivers.stop());

const received = async (box: string): Promise<readonly Received[]> =>
  (await fetch(`${receivers.origin}/boxes/${box}`)).json<readonly Received[]>();
const takenIn = async (box: string): Promise<readonly unknown[]> => (await received(box)).map(({ taken }) => taken);
const webhookAt = (box: string, behaviour = "takes"): DestinationAddress => ({
  kind: "webhook",
  url: `${receivers.origin}/webhook/${box}/${behaviour}`,
  secret: WEBHOOK_SECRET,
});
const urlAt = (kind: "discord" | "slack", box: string): DestinationAddress => ({
  kind,
  url: `${receivers.origin}/${kind}/${box}/takes`,
});
const ntfyAt = (box: string): DestinationAddress => ({
  kind: "ntfy",
  url: `${receivers.origin}/ntfy-${box}-takes`,
  token: null,
});

/** As a browser does, with the key that the server says. */
async function subscribe(origin: string, box: string, behaviour = "takes"): Promise<DestinationAddress> {
  const { key } = await (await fetch(`${origin}/v1/push`)).json<{ readonly key: string }>();
  const response = await fetch(`${receivers.origin}/subscribe/${box}/${behaviour}?key=${key}`);
  return { kind: "push", ...(await response.json<PushAddress>()) };
}

/** A feed with a bot that trades with real money. */
class Desk {
  readonly origin: string;
  readonly feed: string;
  readonly owner: string;
  readonly bot: string;

  private constructor(origin: string, feed: string, owner: string, bot: string) {
    this.origin = origin;
    this.feed = feed;
    this.owner = owner;
    this.bot = bot;
  }

  static async open(origin: string, adminToken: string, feed: string): Promise<Desk> {
    const owner = await createFeed(origin, adminToken, feed);
    return new Desk(
      origin,
      feed,
      owner,
      await createKey(origin, owner, feed, { scope: "publish", bot: "grid", dryRun: false }),
    );
  }

  async add(label: string, address: DestinationAddress): Promise<Destination> {
    const answer = await post(`${this.origin}/v1/feeds/${this.feed}/destinations`, this.owner, { label, address });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.json<Destination>();
  }

  async destinations(): Promise<readonly Destination[]> {
    const headers = { Authorization: `Bearer ${this.owner}` };
    const answer = await fetch(`${this.origin}/v1/feeds/${this.feed}/destinations`, { headers });
    return (await answer.json<{ readonly destinations: readonly Destination[] }>()).destinations;
  }

  test({ id }: Destination): Promise<Response> {
    return post(`${this.origin}/v1/feeds/${this.feed}/destinations/${id}/test`, this.owner, {});
  }

  /** Opens a trade and closes it. */
  async trade(id: string, more: object = {}): Promise<void> {
    const trade = { id };
    const events = [
      { id: `in-${id}`, type: "entry_fill", pair: "ETH/USDT", trade, side: "buy", price: 100, amount: 1 },
      {
        id: `out-${id}`,
        type: "exit_fill",
        pair: "ETH/USDT",
        trade,
        side: "sell",
        price: 112.4,
        amount: 1,
        profit: 12.4,
        ...more,
      },
    ];
    const answer = await post(`${this.origin}/v1/events`, this.bot, events);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

describe("a trade that closes", () => {
  it("reaches every channel, in its own form", async () => {
    const desk = await Desk.open(shared.origin, shared.adminToken, "alerts-channels");
    await desk.add("phone", await subscribe(shared.origin, "phone"));
    await desk.add("hook", webhookAt("hook"));
    await desk.add("discord", urlAt("discord", "discordbox"));
    await desk.add("slack", urlAt("slack", "slackbox"));
    await desk.add("ntfy", ntfyAt("ntfybox"));
    await desk.trade("1");

    const contains = (text: string): unknown => expect.stringContaining(text);
    await expect
      .poll(() => takenIn("hook"))
      .toMatchObject([
        {
          type: "alerts",
          feed: "alerts-channels",
          count: 1,
          items: [{ kind: "closed", bot: "grid", text: contains("12.4") }],
        },
      ]);
    await expect
      .poll(() => takenIn("phone"))
      .toMatchObject([
        { payload: { v: 1, feed: "alerts-channels", count: 1, title: contains("12.4"), path: contains("/") } },
      ]);
    await expect
      .poll(() => takenIn("discordbox"))
      .toMatchObject([{ content: contains("12.4"), allowed_mentions: { parse: [] } }]);
    await expect.poll(() => takenIn("slackbox")).toMatchObject([{ text: contains("|Open Fillcast>") }]);
    await expect
      .poll(() => takenIn("ntfybox"))
      .toMatchObject([{ title: contains("12.4"), click: contains(shared.origin) }]);
    await expect
      .poll(() => desk.destinations())
      .toSatisfy((all: readonly Destination[]) =>
        all.every(({ status }) => status.lastSuccessAt !== null && status.off === null),
      );
  });

  it("reaches its receiver although another one hangs, and a device that is gone is removed", async () => {
    const desk = await Desk.open(shared.origin, shared.adminToken, "alerts-faults");
    await desk.add("hangs", webhookAt("hanging", "hangs"));
    await desk.add("redirects", webhookAt("redirected", "redirect"));
    await desk.add("gone", await subscribe(shared.origin, "gonephone", "410"));
    await desk.add("works", webhookAt("working"));
    await desk.trade("1");

    await expect.poll(() => takenIn("working")).toHaveLength(1);
    await expect.poll(async () => (await desk.destinations()).map(({ label }) => label)).not.toContain("gone");
    const errorOf = async (wanted: string): Promise<string> =>
      (await desk.destinations()).find(({ label }) => label === wanted)?.status.lastError ?? "";
    await expect.poll(() => errorOf("redirects")).toContain("Redirects are not followed");
    await expect.poll(() => errorOf("hangs")).toContain("did not answer within 10 seconds");
    expect((await received("redirected")).every(({ path }) => !path.includes("trap"))).toBe(true);
  });

  it("brings what a bot wrote as text, whatever it wanted to be", async () => {
    const desk = await Desk.open(shared.origin, shared.adminToken, "alerts-hostile");
    await desk.add("slack", urlAt("slack", "hostileslack"));
    await desk.add("discord", urlAt("discord", "hostilediscord"));
    const reason = "<!channel> @everyone [x](https://evil.com) **b**\r\nX: 1";
    const answer = await post(`${desk.origin}/v1/events`, desk.bot, {
      id: "e1",
      type: "strategy_msg",
      data: { msg: reason },
    });
    expect(answer.ok).toBe(true);
    await desk.trade("1", { data: { exit_reason: reason } });
    await expect.poll(() => takenIn("hostileslack")).toHaveLength(1);
    await expect.poll(() => takenIn("hostilediscord")).toHaveLength(1);
    const [slack] = (await takenIn("hostileslack")) as readonly { readonly text: string }[];
    const [discord] = (await takenIn("hostilediscord")) as readonly { readonly content: string }[];
    expect(slack!.text.match(/<[^>]*>/g)).toHaveLength(1);
    expect(`${slack!.text}${discord!.content}`).not.toMatch(/@everyone|https:\/\/evil/);
  });
});

describe("a test message", () => {
  it("says what the receiver answered, and nothing of the address", async () => {
    const desk = await Desk.open(shared.origin, shared.adminToken, "alerts-test");
    const works = await desk.add("works", webhookAt("testing"));
    expect(await (await desk.test(works)).json()).toEqual({ delivered: true });
    const refuses = await desk.add("refuses", webhookAt("refusing", "500"));
    const answer = await desk.test(refuses);
    expect(answer.status).toBe(502);
    const problem = await answer.text();
    expect(problem).toContain("answered 500");
    expect(problem).not.toMatch(/refusing|whsec_/);
    expect(JSON.stringify(await desk.destinations())).not.toMatch(/refusing|whsec_|\/webhook\//);
  });
});

describe("the keys for push", () => {
  it("and what waits to be sent outlive a kill", async () => {
    const stateDir = await newStateFolder();
    const keyOf = async (origin: string): Promise<string> =>
      (await (await fetch(`${origin}/v1/push`)).json<{ readonly key: string }>()).key;
    try {
      const before = await startServer({ stateDir });
      const key = await keyOf(before.origin);
      const secretsPath = join(stateDir, "secrets.json");
      expect(statSync(secretsPath).mode & 0o777).toBe(0o600);
      expect(readFileSync(secretsPath, "utf8")).toContain(key);
      const desk = await Desk.open(before.origin, before.adminToken, "alerts-kill");
      await desk.add("phone", await subscribe(before.origin, "killphone"));
      await desk.add("hook", webhookAt("killhook"));
      await desk.trade("1");
      await before.kill9();

      const after = await startServer({ stateDir });
      try {
        expect(await keyOf(after.origin)).toBe(key);
        // Killed between sent and stored, a message comes once more; a receiver knows it by its id.
        await expect
          .poll(async () => new Set((await received("killhook")).map(({ headers }) => headers["webhook-id"])).size, {
            timeout: 120_000,
          })
          .toBe(1);
        await expect.poll(() => takenIn("killphone"), { timeout: 120_000 }).not.toEqual([]);
      } finally {
        await after.stop();
      }
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  });
});
