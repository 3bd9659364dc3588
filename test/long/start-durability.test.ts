import { setTimeout as delay } from "node:timers/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { startServer } from "../support/start-server.ts";
import { subscribe } from "../support/subscriber.ts";

const BOTS = 6;
const LOAD_MS = 1_500;
const KILLS = 2;

test("kill -9 under load keeps every event that was acknowledged, each at its seq", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "fillcast-state-"));
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const acknowledged = new Map<string, number>();
  let owner = "";
  let keys: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await startServer({ stateDir });
    if (kill === 0) {
      owner = await createFeed(server.origin, server.adminToken, "load");
      keys = await Promise.all(
        Array.from({ length: BOTS }, (_, bot) =>
          createKey(server.origin, owner, "load", { scope: "publish", bot: `bot-${bot}` }),
        ),
      );
    }
    const before = acknowledged.size;
    const bots = keys.map((key, bot) => publish(server.origin, key, `${kill}-${bot}`, acknowledged));
    await delay(LOAD_MS);
    await server.kill9();
    await Promise.all(bots);
    expect(acknowledged.size).toBeGreaterThan(before + 50);
  }

  const server = await startServer({ stateDir });
  onTestFinished(() => server.stop());
  const head = await subscribe(server.origin, "load", owner);
  await head.until(({ frames }) => frames.length > 0);
  const welcome = head.frames[0]!;
  head.close();
  if (welcome.type !== "welcome") throw new Error(`A ${welcome.type} came first.`);

  const replay = await subscribe(server.origin, "load", owner, { epoch: welcome.epoch, after: "0" });
  await replay.until(({ frames }) => frames.some(({ type }) => type === "caught_up"));
  replay.close();
  expect(replay.events.map(({ seq }) => seq)).toEqual(Array.from({ length: welcome.head }, (_, index) => index + 1));
  const kept = new Map(replay.events.map(({ id, seq }) => [id, seq]));
  const lost = [...acknowledged].filter(([id, seq]) => kept.get(id) !== seq);
  expect(lost).toEqual([]);
});

/** Posts one event after the other until the server is gone, and notes what was acknowledged. */
async function publish(origin: string, key: string, name: string, acknowledged: Map<string, number>): Promise<void> {
  for (let count = 0; ; count++) {
    const id = `${name}-${count}`;
    const response = await post(`${origin}/v1/events`, key, { id, type: "x-load", data: { count } }).catch(() => null);
    const answer = response === null ? null : await response.json().catch(() => null);
    if (answer === null) return;
    expect(answer).toMatchObject({ status: "ok", id });
    acknowledged.set(id, (answer as { seq: number }).seq);
  }
}
