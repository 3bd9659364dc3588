/**
 * The guide to publishing, run as it is printed: each example against a server, and what the ledger has afterwards.
 */
import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { FeedEvent, Trade } from "@fillcast/protocol";
import { createFeed, createKey } from "../support/api.ts";

const GUIDE = readFileSync(new URL("../../docs/guides/publishing.md", import.meta.url), "utf8");

/** The first block of a language under a heading. */
function example(heading: string, language: string): string {
  const section = GUIDE.split(/^## /m).find((part) => part.startsWith(heading))!;
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)![1]!;
}

function has(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const server = inject("sharedServer");
let owner: string;
let bot: string;
beforeAll(async () => {
  owner = await createFeed(server.origin, server.adminToken, "guide");
  bot = await createKey(server.origin, owner, "guide", { scope: "publish", bot: "mine", dryRun: false });
}, 150_000);

/** Runs a program over an example; what it printed, or the error with what it said. */
function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, FILLCAST_URL: server.origin, FILLCAST_KEY: bot };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env }, (error, output, said) =>
      error === null ? resolve(output) : reject(new Error(said, { cause: error })),
    );
  });
}

async function read<Of>(path: string): Promise<Of> {
  const answer = await fetch(`${server.origin}/v1/feeds/guide/${path}`, {
    headers: { Authorization: `Bearer ${owner}` },
  });
  return (await answer.json()) as Of;
}
/** A trade of the ledger, which the archive has within seconds. */
async function tradeOf(id: string): Promise<Trade | undefined> {
  return (await read<{ trades: Trade[] }>("trades")).trades.find((trade) => trade.id === id);
}
const closed = async (id: string, expected: Partial<Trade>): Promise<void> => {
  const poll = { timeout: 60_000, interval: 1_000 };
  await expect.poll(() => tradeOf(id), poll).toMatchObject({ status: "closed", stakeCurrency: "USDT", ...expected });
};

describe("the guide's example", () => {
  test.runIf(has("curl"))(
    "for a script opens and closes a trade",
    async () => {
      const printed = await run("sh", ["-c", example("From a script", "sh")]);
      expect(printed).toContain('{"status":"ok","id":"order-1041","seq":1,"duplicate":false}');
      await closed("7", { direction: "long", averageEntry: "2531.17", realised: "2.52" });
    },
    90_000,
  );

  test.runIf(has("python3"))(
    "in Python opens and closes a short trade",
    async () => {
      await run("python3", ["-c", example("From a bot in Python", "python")]);
      await closed("8", { direction: "short", realised: "9.87" });
    },
    90_000,
  );

  test("in JavaScript closes in two parts", async () => {
    await run(process.execPath, ["--input-type=module", "-e", example("From a bot in JavaScript", "js")]);
    await closed("9", { exits: 2, realised: "-0.6" });
  }, 90_000);

  test("for TradingView is a signal of its pair", async () => {
    const values: { readonly [name: string]: string } = { ticker: "BINANCE:BTCUSDT", timenow: "2026-11-24T06:00:00Z" };
    const alert = example("From TradingView", "json").replaceAll(
      /\{\{([\w.]+)\}\}/g,
      (_, name: string) => values[name] ?? "1",
    );
    const post = () =>
      fetch(`${server.origin}/v1/webhooks/tradingview/${bot}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: alert,
      });
    expect(await (await post()).json()).toMatchObject({ duplicate: false });
    expect(await (await post()).json()).toMatchObject({ duplicate: true });
    const { events } = await read<{ events: FeedEvent[] }>("events?type=signal");
    expect(events).toMatchObject([{ type: "signal", bot: "mine", pair: "BTCUSDT", data: { side: "1" } }]);
  });

  test("is on a page of the server", async () => {
    const page = await (await fetch(`${server.origin}/docs/publishing`)).text();
    expect(page).toContain("From a bot in Python");
  });
});
