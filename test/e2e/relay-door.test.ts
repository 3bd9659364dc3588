import { cp, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { problem, startStandIn, type StandIn } from "../support/relay-server.ts";
import { runRelay, startRelay, type RelayOptions, type RunningRelay } from "../support/relay.ts";

const servers: StandIn[] = [];
const relays: RunningRelay[] = [];

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.kill9()));
  await Promise.all(servers.splice(0).map((server) => server.stop().catch(() => undefined)));
});

async function serve(): Promise<StandIn> {
  const server = await startStandIn();
  servers.push(server);
  return server;
}

async function relay(options: RelayOptions): Promise<RunningRelay> {
  const started = await startRelay(options);
  relays.push(started);
  return started;
}

function post(door: string, bot: string, body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<Response> {
  return fetch(`${door}/${bot}`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}

const status = (text: string): string => JSON.stringify({ type: "status", status: text });

describe("a bot that posts to the door", () => {
  test("is answered after the commit, and its message arrives as it was", async () => {
    const server = await serve();
    const { door } = await relay({ server: server.origin });
    const answer = await post(door, "spot-1", status("running"));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "ok", spooled: expect.any(Number) });
    await expect.poll(() => server.taken.length).toBe(1);
    expect(server.taken[0]).toMatchObject({
      bot: "spot-1",
      webhook: "freqtrade",
      contentType: "application/json",
      body: status("running"),
    });
    await post(door, "spot-1", Buffer.from([0x22, 0xe9, 0x22]), { "content-type": "text/plain" });
    await expect.poll(() => server.taken.length).toBe(2);
    expect(server.taken[1]).toMatchObject({ encoding: "base64", body: "Iuki", contentType: "text/plain" });
  });

  test("is refused in words that say what to do", async () => {
    const server = await serve();
    const { door } = await relay({ server: server.origin });
    const refused = async (answer: Promise<Response>): Promise<unknown> => {
      const body: { type: string; status: number } = await (await answer).json();
      return [body.status, body.type];
    };
    expect(await refused(post(door, "not%20a%20name", status("x")))).toEqual([400, "/problems/invalid-request"]);
    expect(await refused(post(door, ".hidden", status("x")))).toEqual([400, "/problems/invalid-request"]);
    expect(await refused(post(door, "a/b", status("x")))).toEqual([404, "/problems/not-found"]);
    expect(await refused(post(door, "spot", ""))).toEqual([400, "/problems/empty-body"]);
    expect(await refused(post(door, "spot", "x".repeat(2 * 1024 ** 2)))).toEqual([413, "/problems/body-too-large"]);
    // It would grow beyond a request's limit as a text in JSON.
    expect(await refused(post(door, "spot", '"'.repeat(1024 ** 2 - 10)))).toEqual([413, "/problems/body-too-large"]);
    expect(await refused(post(door, "spot", "{}", { origin: "https://evil.example" }))).toEqual([
      403,
      "/problems/forbidden",
    ]);
    expect((await fetch(`${door}/`)).status).toBe(200);
    expect(server.taken).toEqual([]);
  });

  test("needs the token where the door has one", async () => {
    const server = await serve();
    const { door } = await relay({ server: server.origin, environment: { FILLCAST_TOKEN: "a-token-of-16-chars" } });
    expect((await post(door, "spot", status("x"))).status).toBe(401);
    expect((await fetch(`${door}/`)).status).toBe(401);
    expect((await post(door, "a-token-of-16-chars/spot", status("x"))).status).toBe(200);
  });
});

describe("while the line is down", () => {
  test("500 posts at once are taken, survive a kill, and arrive in their order, each once", async () => {
    const server = await serve();
    await server.stop();
    const first = await relay({ server: server.origin });
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, n) => post(first.door, `bot-${n % 5}`, status(`n ${n}`))),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    const stuck = await runRelay("status", { server: server.origin, dataDir: first.dataDir, args: ["--json"] });
    expect(JSON.parse(stuck.output)).toMatchObject({
      waiting: 500,
      lastError: expect.stringContaining("cannot be reached"),
    });
    await first.kill9();
    await server.start();
    await relay({ server: server.origin, dataDir: first.dataDir });
    await expect.poll(() => server.taken.length).toBe(500);
    const now = async (): Promise<unknown> =>
      JSON.parse(
        (await runRelay("status", { server: server.origin, dataDir: first.dataDir, args: ["--json"] })).output,
      );
    await expect.poll(now).toMatchObject({ waiting: 0, lastError: null, lastSuccessAt: expect.any(Number) });
    for (const bot of ["bot-0", "bot-4"]) {
      const numbers = server.taken
        .filter((item) => item.bot === bot)
        .map(({ body }) => Number(/\d+/.exec(body ?? "")?.[0]));
      expect(new Set(numbers).size).toBe(100);
    }
    expect(server.duplicates).toBe(0);
  });

  test("answers that are none, waits and refusals leave everything in its place, and say what to do", async () => {
    const server = await serve();
    const html = { status: 200, body: "<html>Please log in</html>" };
    const answers = [
      html,
      { ...problem(503, "room-overloaded", "busy"), headers: { "retry-after": "0" } },
      { ...problem(429, "rate-limited", "too many"), headers: { "retry-after": "1" } },
    ];
    server.answer = () => answers.shift() ?? null;
    const { door, log } = await relay({ server: server.origin });
    await post(door, "spot", status("still there"));
    await expect.poll(() => server.taken.map(({ body }) => body)).toEqual([status("still there")]);
    expect(answers).toEqual([]);
    expect(log()).toContain("no Fillcast server");
    expect(log()).toContain("busy");
  });

  test("a wait that is named is waited for, with a certificate that is not trusted nothing is sent, and all of it arrives", async () => {
    const folder = new URL("../fixtures/tls/", import.meta.url);
    const [key, cert] = await Promise.all(
      ["key.pem", "cert.pem"].map((name) => readFile(new URL(name, folder), "utf8")),
    );
    const server = await startStandIn({ key: key!, cert: cert! });
    servers.push(server);
    const first = await relay({ server: server.origin });
    await post(first.door, "spot", status("kept"));
    await expect.poll(first.log).toContain("certificate is not trusted");
    expect(server.paths).toEqual([]);
    await first.terminate();
    let refusedAt = 0;
    server.answer = () => {
      if (refusedAt !== 0) return null;
      refusedAt = performance.now();
      return { ...problem(429, "rate-limited", "Too many."), headers: { "retry-after": "2" } };
    };
    const environment = { NODE_EXTRA_CA_CERTS: new URL("cert.pem", folder).pathname };
    await relay({ server: server.origin, dataDir: first.dataDir, environment });
    await expect.poll(() => server.taken.map(({ body }) => body)).toEqual([status("kept")]);
    // No sooner: Retry-After is a promise.
    expect(performance.now() - refusedAt).toBeGreaterThan(1_900);
  });

  test("a clock that is set back by an hour stops nothing, and loses nothing", async () => {
    const server = await serve();
    await server.stop();
    const { door, child, log } = await relay({
      server: server.origin,
      environment: { NODE_OPTIONS: `--import ${new URL("../support/clock-shift.mjs", import.meta.url).pathname}` },
    });
    const startMs = Date.now();
    await post(door, "spot", status("before"));
    await expect.poll(log).toContain("cannot be reached");
    child.kill("SIGUSR2");
    await expect.poll(log).toContain("clock set back");
    await post(door, "spot", status("after"));
    expect(await (await fetch(`${door}/`)).text()).toContain("2 wait");
    await server.start();
    await expect.poll(() => server.taken.map(({ body }) => body)).toEqual([status("before"), status("after")]);
    const [before, after] = server.taken;
    expect(before!.at).toBeGreaterThanOrEqual(startMs);
    expect(after!.at).toBeLessThan(startMs);
    await post(door, "spot", status("and on"));
    await expect.poll(() => server.taken.length).toBe(3);
    expect(server.duplicates).toBe(0);
  });

  test("a refused key is tried again, and nothing is lost meanwhile", async () => {
    const server = await serve();
    server.answer = () => problem(401, "key-revoked", "The key was revoked.");
    const first = await relay({ server: server.origin });
    await post(first.door, "spot", status("kept"));
    await expect.poll(first.log).toContain("The key was revoked");
    expect(await first.terminate()).toBe(0);
    server.answer = () => null;
    await relay({ server: server.origin, dataDir: first.dataDir, key: "another" });
    await expect.poll(() => server.taken.length).toBe(1);
  });
});

test("what the server refuses is set aside, and does not hold up the others", async () => {
  const server = await serve();
  server.refuse = ({ body }) =>
    body?.includes("bad")
      ? { type: "/problems/invalid-body", title: "t", status: 422, detail: "cannot be read" }
      : null;
  const { door, dataDir } = await relay({ server: server.origin });
  for (const text of ["one", "bad", "two"]) await post(door, "spot", status(text));
  await expect.poll(() => server.taken.map(({ body }) => body)).toEqual([status("one"), status("two")]);
  const shown = await runRelay("status", { server: server.origin, dataDir });
  expect(shown.output).toContain("cannot be read");
  expect(shown.code).toBe(0);
});

test("a request that is refused as a whole is halved, until the one is found that is meant", async () => {
  const server = await serve();
  await server.stop();
  const { door } = await relay({ server: server.origin });
  for (let n = 0; n < 20; n++) await post(door, "spot", status(n === 13 ? "bad" : `good ${n}`));
  server.answer = (items) =>
    items.length > 4 || items.some(({ body }) => body?.includes("bad"))
      ? problem(413, "batch-too-large", "less")
      : null;
  await server.start();
  await expect.poll(() => server.taken.length).toBe(19);
  expect(server.duplicates).toBe(0);
});

test("two relays cannot share a folder, and the second says so", async () => {
  const server = await serve();
  const first = await relay({ server: server.origin });
  await expect(startRelay({ server: server.origin, dataDir: first.dataDir })).rejects.toThrow(/Another relay uses/);
});

test("a damaged spool is moved aside, not deleted, and a new one begun", async () => {
  const server = await serve();
  const dataDir = await mkdtemp(join(tmpdir(), "fillcast-relay-"));
  await writeFile(join(dataDir, "spool.sqlite"), "no database at all ".repeat(1_000));
  const { door, log } = await relay({ server: server.origin, dataDir });
  await post(door, "spot", status("on"));
  await expect.poll(() => server.taken.length).toBe(1);
  expect(log()).toContain("The spool is damaged");
  expect(await readdir(dataDir)).toContain("spool.sqlite.damaged-1");
});

test("a copied spool sends nothing twice", async () => {
  const server = await serve();
  await server.stop();
  const first = await relay({ server: server.origin });
  for (let n = 0; n < 10; n++) await post(first.door, "spot", status(`n ${n}`));
  await first.terminate();
  const copy = await mkdtemp(join(tmpdir(), "fillcast-relay-"));
  await cp(first.dataDir, copy, { recursive: true });
  await server.start();
  await relay({ server: server.origin, dataDir: first.dataDir });
  await relay({ server: server.origin, dataDir: copy });
  await expect.poll(() => server.taken.length + server.duplicates).toBe(20);
  expect(server.taken.length).toBe(10);
});

test.each([
  ["spool", { args: ["--spool-max", String(1024 ** 2)] }, "--spool-max"],
  ["disk", { diskMiB: 3 }, "The disk is full"],
])("a full %s refuses with 507, keeps what it has, and takes again when there is space", async (_, options, words) => {
  const server = await serve();
  await server.stop();
  const { door, log } = await relay({ server: server.origin, ...options });
  let taken = 0;
  for (;;) {
    const answer = await post(door, "spot", status(`${taken} ${"x".repeat(100_000)}`));
    if (answer.status === 507) break;
    expect(answer.status).toBe(200);
    taken++;
  }
  expect(taken).toBeGreaterThan(5);
  expect(log()).toContain(words);
  await server.start();
  await expect.poll(() => server.taken.length).toBe(taken);
  await expect.poll(async () => (await post(door, "spot", status("again"))).status).toBe(200);
  await expect.poll(() => server.taken.length).toBeGreaterThan(taken);
  expect(server.duplicates).toBe(0);
});

test("an older server gets everything through its doors", async () => {
  const server = await serve();
  const seen: string[] = [];
  server.answer = (_, path) => {
    if (path === "/v1/relay") return problem(404, "not-found", "Not found");
    seen.push(path);
    return { status: 200, body: JSON.stringify({ status: "ok", id: "x", seq: seen.length, duplicate: false }) };
  };
  const { door, log } = await relay({ server: server.origin });
  await post(door, "spot", status("one"));
  await post(door, "spot", status("two"));
  await expect.poll(() => seen).toEqual(["/v1/webhooks/freqtrade", "/v1/webhooks/freqtrade"]);
  expect(log()).toContain("older than this relay");
  await expect.poll(async () => (await (await fetch(`${door}/`)).text()).includes("nothing waits")).toBe(true);
});
