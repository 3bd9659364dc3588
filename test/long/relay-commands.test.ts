import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { closeTrade, fakeTrade, ordersOf, startFakeFreqtrade, type FakeFreqtrade } from "../support/fake-freqtrade.ts";
import { problem, startStandIn, type StandIn } from "../support/relay-server.ts";
import { runRelay, startRelay, type RelayRun } from "../support/relay.ts";

const ROOT = join(import.meta.dirname, "../..");
const ends: (() => Promise<unknown>)[] = [];
const bots: FakeFreqtrade[] = [];

afterEach(async () => {
  for (const bot of bots.splice(0)) expect(ordersOf(bot)).toEqual([]);
  await Promise.all(ends.splice(0).map((end) => end().catch(() => undefined)));
});

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), "fillcast-relay-"));

async function serve(): Promise<StandIn> {
  const server = await startStandIn();
  ends.push(() => server.stop());
  return server;
}

async function trade(): Promise<FakeFreqtrade> {
  const bot = await startFakeFreqtrade();
  bots.push(bot);
  ends.push(() => bot.stop());
  return bot;
}

describe("check", () => {
  async function check(server: string, bot: string, more: { key?: string } = {}): Promise<RelayRun> {
    const environment = { FILLCAST_BOTS: `spot-1=${bot}` };
    return runRelay("check", { server, dataDir: await folder(), environment, ...more });
  }

  test("is green from spool to stream where all is well", async () => {
    const [server, bot] = [await serve(), await trade()];
    const { code, output } = await check(server.origin, bot.url);
    expect(output).not.toContain("✗");
    expect(output).toContain("Freqtrade 2026.9 with Steered, dry run");
    expect(code).toBe(0);
    expect([server.taken, server.beats]).toEqual([[], []]);
  });

  test("names what is wrong, and what to do", async () => {
    const [server, bot] = [await serve(), await trade()];
    server.answer = () => problem(403, "wrong-scope", "The key's scope is subscribe.");
    expect((await check(server.origin, bot.url.replace(/:[^:@]*@/, ":x@"))).output).toMatch(
      /✗ Key: The key's scope is subscribe\. [^]*✗ spot-1: .*refuses user or password/,
    );
    server.answer = () => ({
      status: 200,
      body: "<html>log in</html>",
      headers: { date: new Date(Date.now() - 3_600_000).toUTCString() },
    });
    bot.config.runmode = "webserver";
    const second = await check(server.origin, bot.url);
    expect(second.output).toMatch(/✗ Clock: it is 3\d{3} s ahead of the server's/);
    expect(second.output).toContain("✗ spot-1: it is webserver mode");
    await bot.stop();
    await server.stop();
    const { code, output } = await check(server.origin, bot.url);
    expect(output).toMatch(/✗ Server: .*nothing listens there/);
    expect(output).toMatch(/✗ spot-1: API .*nothing listens there/);
    expect(code).toBe(1);
  });
});

describe("import", () => {
  test("tells of every trade, the open ones too, and of the account's past; again it sends the same", async () => {
    const [server, bot] = [await serve(), await trade()];
    for (let id = 1; id <= 1_203; id++) bot.trades.push(closeTrade(fakeTrade(id), 1_795_100_000_000 + id));
    bot.trades.push(fakeTrade(2_000));
    bot.history = {
      columns: ["date", "__date_ts", "total_quote"],
      data: [
        ["2026-11-01", 1_793_491_200_000, 1_000.5],
        ["2026-11-01", 1_793_491_260_000, 1_001.5],
        ["2026-11-01", 1_793_494_800_000, null],
        ["2026-11-01", 1_793_498_400_000, 1_003],
      ],
    };
    const options = {
      server: server.origin,
      dataDir: await folder(),
      environment: { FILLCAST_BOTS: `spot-1=${bot.url}` },
    };
    const first = await runRelay("import", options);
    expect(first.code, first.log).toBe(0);
    expect(first.log).toContain("1203 of 1203 trades");
    const told = server.taken.filter(({ event }) => event?.type === "trade_snapshot");
    expect(new Set(told.map(({ event }) => event?.trade?.id)).size).toBe(1_204);
    expect(told[0]).toMatchObject({
      at: 1_795_100_000_001,
      event: { data: { learned: "import", close_profit_abs: "1.25" } },
    });
    const line = server.taken.filter(({ event }) => event?.type === "equity");
    expect(line.map(({ event }) => event?.data.value)).toEqual(["1001.5", "1003"]);
    const second = await runRelay("import", options);
    expect(second.code).toBe(0);
    expect(server.taken.length).toBe(1_206);
    expect(server.duplicates).toBe(1_206);
    // The price of what is open moves: another message, and so another id.
    bot.trades.at(-1)!.current_rate = 64_123.5;
    expect((await runRelay("import", options)).code).toBe(0);
    expect(server.taken.length).toBe(1_207);
    const [before, after] = server.taken.filter(({ event }) => event?.trade?.id === "2000");
    expect(after?.event?.data).toMatchObject({ ...before?.event?.data, current_rate: "64123.5" });
    expect(after?.id).not.toBe(before?.id);
  });

  test("of 20,000 trades tells of each once, some thousands at a time", async () => {
    const [server, bot] = [await serve(), await trade()];
    for (let id = 1; id <= 20_000; id++) bot.trades.push(closeTrade(fakeTrade(id), 1_795_100_000_000 + id));
    const environment = { FILLCAST_BOTS: `spot-1=${bot.url}` };
    const run = await runRelay("import", { server: server.origin, dataDir: await folder(), environment });
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain("20000 of 20000 trades");
    expect(new Set(server.taken.map(({ event }) => event?.trade?.id)).size).toBe(20_000);
    expect([server.taken.length, server.duplicates]).toEqual([20_000, 0]);
  });

  test("misses nothing while trades close and vanish under its pages", async () => {
    const [server, bot] = [await serve(), await trade()];
    for (let id = 1; id <= 1_100; id++) bot.trades.push(closeTrade(fakeTrade(id), 1_795_100_000_000 + id));
    let pages = 0;
    bot.fault = (route) => {
      // Between its second and third page the first trade is deleted: all others move by one.
      if (route === "trades" && ++pages === 2) bot.trades.shift();
      return null;
    };
    const environment = { FILLCAST_BOTS: `spot-1=${bot.url}` };
    const run = await runRelay("import", { server: server.origin, dataDir: await folder(), environment });
    expect(run.code, run.log).toBe(0);
    const ids = new Set(server.taken.map(({ event }) => Number(event?.trade?.id)));
    for (let id = 2; id <= 1_100; id++) expect(ids.has(id), String(id)).toBe(true);
  });
});

test("settings that are wrong are all named, and the exit code is 2", async () => {
  const { code, log } = await runRelay("run", {
    server: "x",
    dataDir: await folder(),
    environment: { FILLCAST_POLL: "0" },
  });
  expect(log).toMatch(/--url[^]*--poll/);
  expect(code).toBe(2);
});

test("the packed relay works in an empty folder, and trusts a certificate only if the settings say so", async () => {
  const project = await folder();
  execFileSync("npm", ["pack", "--silent", "--pack-destination", project, "--workspace", "fillcast-relay"], {
    cwd: ROOT,
  });
  const [archive = ""] = (await readdir(project)).filter((name) => name.endsWith(".tgz"));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(project, archive)], { cwd: project });
  expect((await readdir(join(project, "node_modules"))).filter((name) => !name.startsWith("."))).toEqual([
    "fillcast-relay",
  ]);
  const command = join(project, "node_modules/fillcast-relay/bin/fillcast-relay.js");

  const cert = join(ROOT, "test/fixtures/tls/cert.pem");
  const key = await readFile(join(ROOT, "test/fixtures/tls/key.pem"), "utf8");
  const server = await startStandIn({ key, cert: await readFile(cert, "utf8") });
  ends.push(() => server.stop());
  const options = { server: server.origin, dataDir: project, command };
  const distrustful = await runRelay("check", options);
  expect(distrustful.output).toMatch(/✗ Server: .*certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
  const environment = { NODE_EXTRA_CA_CERTS: cert };
  const trusting = await runRelay("check", { ...options, environment });
  expect(trusting.output).toContain("✓ Key: it is valid");
  expect(trusting.code).toBe(0);
  const relay = await startRelay({ ...options, environment });
  ends.push(() => relay.kill9());
  await fetch(`${relay.door}/spot`, { method: "POST", body: '{"type":"status","status":"over TLS"}' });
  await expect.poll(() => server.taken.length).toBe(1);
  expect(await relay.terminate()).toBe(0);
});
