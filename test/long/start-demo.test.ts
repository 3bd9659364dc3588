import { expect, test } from "vitest";
import { rm } from "node:fs/promises";
import { onTestFinished } from "vitest";
import type { FeedEvent, FeedState } from "@fillcast/protocol";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { subscribe, type Subscriber } from "../support/subscriber.ts";
import { newStateFolder } from "../support/state-folder.ts";

const DEMO = ["--seed", "7"];
/** A busy machine tells the history on after the start. */
const HISTORY_WAIT_MS = 200_000;

interface Access {
  readonly feed: string;
  readonly key: string;
}

function accessOf(server: StartedServer): Access {
  const fragment = new URLSearchParams(new URL(server.dashboard!).hash.slice(1));
  return { feed: fragment.get("feed")!, key: fragment.get("key")! };
}

function open(server: StartedServer): Promise<Subscriber> {
  const { feed, key } = accessOf(server);
  return subscribe(server.origin, feed, key, { tail: "50" });
}

async function stateOf(server: StartedServer): Promise<FeedState> {
  const { feed, key } = accessOf(server);
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${server.origin}/v1/feeds/${feed}/summary`, { headers });
  return (await answer.json<{ readonly state: FeedState }>()).state;
}

/** Events of the last few minutes: the history's are older. */
function recent({ events }: Subscriber): FeedEvent[] {
  const sinceMs = Date.now() - 120_000;
  return events.filter(({ at }) => at > sinceMs);
}

/** What bots post themselves has a time of its own; what a relay tells arrives now, whatever it tells of. */
function posted({ edge }: FeedEvent): boolean {
  return edge?.via !== "relay";
}

test("the demo has a month behind it, shows everything within half a minute, and goes on after a kill", async () => {
  const stateDir = await newStateFolder();
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const server = await startServer({ stateDir, args: DEMO });
  expect(server.dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#feed=demo&key=[\w.-]+$/);

  const newcomer = await open(server);
  await newcomer.until(({ events }) => events.length > 0, 30_000);
  await newcomer.until((seen) => recent(seen).some(posted), HISTORY_WAIT_MS);
  const { days, totals } = await stateOf(server);
  expect(new Set(days.map(({ day }) => day)).size).toBeGreaterThanOrEqual(30);
  expect(totals.map(({ mode, currency }) => `${mode} ${currency}`).sort()).toEqual(["dry EUR", "live USDT"]);

  const has = (seen: Subscriber, type: string, data: object = {}): boolean =>
    recent(seen).some(
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
      (has(seen, "protection_trigger") || has(seen, "protection_trigger_global")),
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
  await returned.until(({ frames }) => frames.length > 0);
  const welcome = returned.frames.find((frame) => frame.type === "welcome")!;
  const since = ({ events }: Subscriber): FeedEvent[] => events.filter(({ seq }) => seq > welcome.head);
  await returned.until((seen) => since(seen).length > 0, 30_000);
  // The month is not told again, and only the bots that send signs of life were missed.
  expect(recent(returned)).toEqual(expect.arrayContaining(since(returned)));
  const missed = returned.events.filter(({ type }) => type === "bot_silent" || type === "bot_back");
  expect(new Set(missed.map(({ bot }) => bot)).size).toBeLessThanOrEqual(3);
  expect(next.log()).not.toContain("refused");
  returned.close();
  await next.stop();
});
