import { expect, test } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { subscribe, type Subscriber } from "../support/subscriber.ts";

const DEMO = ["--seed", "7"];

function open(server: StartedServer): Promise<Subscriber> {
  const fragment = new URLSearchParams(new URL(server.dashboard!).hash.slice(1));
  return subscribe(server.origin, fragment.get("feed")!, fragment.get("key")!, { tail: "50" });
}

test("the demo shows something within two seconds, everything within half a minute, and goes on after a kill", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "fillcast-state-"));
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const server = await startServer({ stateDir, args: DEMO });
  expect(server.dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#feed=demo&key=[\w.-]+$/);

  const newcomer = await open(server);
  await newcomer.until(({ events }) => events.length > 0, 2_000);
  const has = ({ events }: Subscriber, type: string, data: object = {}): boolean =>
    events.some(
      (event) => event.type === type && Object.entries(data).every(([key, value]) => event.data[key] === value),
    );
  await newcomer.until(
    (seen) =>
      has(seen, "entry_fill") &&
      has(seen, "entry", { sub_trade: true }) &&
      has(seen, "exit_fill", { is_final_exit: false }) &&
      has(seen, "exit_fill", { exit_reason: "stoploss_on_exchange", order_type: "stoploss" }) &&
      has(seen, "entry_cancel") &&
      has(seen, "warning") &&
      has(seen, "protection_trigger"),
    30_000,
  );
  expect(new Set(newcomer.events.map(({ bot }) => bot)).size).toBe(6);
  expect(newcomer.events.filter(({ bot }) => bot === "lab-dry").every(({ mode }) => mode === "dry")).toBe(true);
  expect(newcomer.events.some(({ data }) => data["msg"] === "fillcast:hb")).toBe(false);
  expect(server.log()).not.toContain("refused");
  await server.kill9();
  newcomer.close();

  const next = await startServer({ stateDir, args: DEMO });
  expect(new URL(next.dashboard!).hash).toBe(new URL(server.dashboard!).hash);
  const returned = await open(next);
  const welcome = returned.frames.find((frame) => frame.type === "welcome");
  await returned.until(({ events }) => events.some(({ seq }) => seq > (welcome?.head ?? 0)), 4_000);
  expect(next.log()).not.toContain("refused");
  returned.close();
  await next.stop();
});
