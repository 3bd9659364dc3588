/// <reference types="vite/client" />
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { BotState } from "fillcast";
import { FeedSettings } from "../../../../../dashboard/src/live/feed-settings.ts";
import { type Open, OpenContext } from "../../../../../dashboard/src/live/session-provider.tsx";
import { QuietLine, SilentLines } from "../../../../../dashboard/src/overview/presence-lines.tsx";

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
const itemsOf = (html: string): number => html.split("<li").length - 1;

/** A feed whose owner has named one bot. */
const settings = new FeedSettings(
  { read: async () => ({ kind: "unreachable" }), write: async () => ({ kind: "unreachable" }) },
  { version: 1, bots: { "bot-6": { name: "Grid" } } },
);
const draw = (part: ReactNode): string =>
  renderToStaticMarkup(<OpenContext value={{ session: { settings } } as unknown as Open}>{part}</OpenContext>);

const MORNING = 1_773_000_000_000;
const bot = (openTrades: number, silentReason?: string): BotState => ({
  mode: "live",
  presence: "silent",
  lastEventAt: MORNING - 3_600_000,
  lastSeenAt: null,
  openTrades,
  closedTrades: 0,
  wins: 0,
  ...(silentReason === undefined ? {} : { silentReason }),
});

test("bots that are quiet share one line that opens, and a single one has its own", () => {
  const quiet = Array.from({ length: 15 }, (_, index) => ({ name: `bot-${index}`, detail: "nothing for 3 h" }));
  const many = draw(<QuietLine bots={quiet} />);
  expect(textOf(many)).toMatch(/^15 bots are quiet bot-0 : nothing for 3 h/);
  expect(many).toContain("<details");
  const one = draw(<QuietLine bots={quiet.slice(0, 1)} />);
  expect(textOf(one)).toBe("bot-0 is quiet: nothing for 3 h. It sends no heartbeat, so this may be normal.");
  expect(draw(<QuietLine bots={[]} />)).toBe("");
});

test("silent bots with most at stake come first, and only a few are named at once", () => {
  const bots = Array.from({ length: 7 }, (_, index) => [`bot-${index}`, bot(index)] as const);
  const html = draw(<SilentLines bots={bots} moment={MORNING} />);
  expect(textOf(html)).toMatch(/^Grid is silent: no heartbeat for 1 h, with 6 open trades\./);
  expect(textOf(html)).toContain("2 more bots are silent");
  expect(itemsOf(html)).toBe(8);
  const stalled = draw(<SilentLines bots={[["a", bot(0, "loop stalled")]]} moment={MORNING} />);
  expect(textOf(stalled)).toBe("a is silent: loop stalled, no heartbeat for 1 h.");
});
