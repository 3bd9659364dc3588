import { spawnSync } from "node:child_process";
import { rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { ROOT } from "../../scripts/tool.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { launchStart, readyLine, type StartedServer, startServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

async function newStateDir(): Promise<string> {
  const path = await newStateFolder();
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe("a start", () => {
  let server: StartedServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test("prints one line, with the address at which it takes requests", async () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.origin}/v1/health`)).status).toBe(200);
  });

  test("serves the dashboard at every path that is no API", async () => {
    for (const path of ["/", "/trades?bot=x"]) {
      const response = await fetch(`${server.origin}${path}`, { headers: { accept: "text/html" } });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toContain("text/html");
    }
    const unknown = await fetch(`${server.origin}/v1/nowhere`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("content-type")).toContain("application/problem+json");
  });

  test("has its archive's tables: a feed can be made, once", async () => {
    const key = await createFeed(server.origin, server.adminToken, "tables");
    expect(key.split(".")).toHaveLength(3);
    const again = await post(`${server.origin}/v1/feeds`, server.adminToken, { feed: "tables", region: "auto" });
    expect(again.status).toBe(409);
  });

  test("refuses a second start on its state folder, and says so", async () => {
    const second = launchStart(["--port", "0", "--state", server.stateDir, "--no-demo"]);
    expect(await second.ended).toBe(1);
    expect(second.log()).toContain(server.stateDir);
    expect(second.log()).toContain("--state");
    expect(second.output()).toBe("");
    expect((await fetch(`${server.origin}/v1/health`)).status).toBe(200);
  });
});

test("a taken port is said, with exit code 1", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((done) => other.once("listening", done));
  const { port } = other.address() as { port: number };
  const launch = launchStart(["--port", String(port), "--state", await newStateDir(), "--no-demo"]);
  expect(await launch.ended).toBe(1);
  expect(launch.log()).toContain(`Port ${port} is taken`);
  expect(launch.output()).toBe("");
});

test("a wrong option is said in one line, with exit code 2", async () => {
  const launch = launchStart(["--prot", "8787"]);
  expect(await launch.ended).toBe(2);
  expect(launch.log().trim().split("\n")).toHaveLength(1);
  expect(launch.log()).toContain("--prot");
  expect(launch.output()).toBe("");
});

test("help lists the options and starts nothing", async () => {
  const launch = launchStart(["--help"]);
  expect(await launch.ended).toBe(0);
  for (const option of ["--port", "--state", "--admin-token", "--signing-secret", "--no-demo", "--seed"])
    expect(launch.output()).toContain(option);
});

test("a feed of one's own is one command away, and its address opens it", async () => {
  const create = (...args: readonly string[]) => {
    const environment = { ...process.env, FILLCAST_ADMIN_TOKEN: undefined, FILLCAST_URL: undefined };
    return spawnSync(process.execPath, [join(ROOT, "scripts/create-feed.ts"), ...args], {
      encoding: "utf8",
      env: environment,
    });
  };
  const stateDir = await newStateDir();
  const launch = launchStart(["--port", "0", "--state", stateDir, "--no-demo", "--host", "0.0.0.0"]);
  const origin = (await readyLine(launch)).split(" ")[1]!.replace(/\/$/, "");
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(launch.log()).toContain(`open ${origin}/`);
  expect(launch.log()).toContain("Everyone in this network can reach this server, without TLS");

  const named = ["--url", origin, "--state", stateDir];
  const made = create("mine", ...named);
  expect([made.status, made.stderr]).toEqual([0, expect.stringContaining("The feed mine is empty")]);
  const [, feed, key] = /#feed=(\w+)&key=(\S+)$/m.exec(made.stdout)!;
  const summary = await fetch(`${origin}/v1/feeds/${feed}/summary`, { headers: { authorization: `Bearer ${key}` } });
  expect(summary.status).toBe(200);

  const refusals = [
    [["mine", ...named], 1, "already exists"],
    [["no good", ...named], 1, "/feed: "],
    [["two", "names", ...named], 2, "Name one feed"],
    [["mine", "--url", origin, "--state", join(stateDir, "none")], 1, "has no admin token"],
    [["mine", "--url", "http://127.0.0.1:1", "--state", stateDir], 1, "No server answers at http://127.0.0.1:1"],
  ] as const;
  for (const [args, status, words] of refusals) {
    const refused = create(...args);
    expect([refused.status, refused.stderr]).toEqual([status, expect.stringContaining(words)]);
    expect(refused.stdout).toBe("");
  }
  launch.child.kill("SIGTERM");
  expect(await launch.ended).toBe(0);
});

test("secrets are made once and kept for their owner alone: keys outlive a restart", async () => {
  const stateDir = await newStateDir();
  const start = async () => {
    const launch = launchStart(["--port", "0", "--state", stateDir, "--no-demo"]);
    const origin = (await readyLine(launch)).split(" ")[1]!.replace(/\/$/, "");
    return { launch, origin };
  };
  const first = await start();
  const secretsPath = join(stateDir, "secrets.json");
  expect((await stat(secretsPath)).mode & 0o777).toBe(0o600);
  const { adminToken } = (await import(secretsPath, { with: { type: "json" } })).default as { adminToken: string };
  const owner = await createFeed(first.origin, adminToken, "kept");
  const publish = await createKey(first.origin, owner, "kept", { scope: "publish", bot: "b1" });
  first.launch.child.kill("SIGTERM");
  expect(await first.launch.ended).toBe(0);

  const second = await start();
  const response = await post(`${second.origin}/v1/events`, publish, { id: "one", type: "x-test", data: {} });
  expect(response.status).toBe(200);
  second.launch.child.kill("SIGTERM");
  expect(await second.launch.ended).toBe(0);
});
