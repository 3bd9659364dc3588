/// <reference types="vite/client" />
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { BotState } from "fillcast";
import { QuietLine, SilentLines } from "../../../../../dashboard/src/overview/presence-lines.tsx";

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
const itemsOf = (html: string): number => html.split("<li").length - 1;

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
  const many = renderToStaticMarkup(<QuietLine bots={quiet} />);
  expect(textOf(many)).toMatch(/^15 bots are quiet bot-0 : nothing for 3 h/);
  expect(many).toContain("<details");
  const one = renderToStaticMarkup(<QuietLine bots={quiet.slice(0, 1)} />);
  expect(textOf(one)).toBe("bot-0 is quiet: nothing for 3 h. It sends no heartbeat, so this may be normal.");
  expect(renderToStaticMarkup(<QuietLine bots={[]} />)).toBe("");
});

test("silent bots with most at stake come first, and only a few are named at once", () => {
  const bots = Array.from({ length: 7 }, (_, index) => [`bot-${index}`, bot(index)] as const);
  const html = renderToStaticMarkup(<SilentLines bots={bots} moment={MORNING} />);
  expect(textOf(html)).toMatch(/^bot-6 is silent: no heartbeat for 1 h, with 6 open trades\./);
  expect(textOf(html)).toContain("2 more bots are silent");
  expect(itemsOf(html)).toBe(8);
  const stalled = renderToStaticMarkup(<SilentLines bots={[["a", bot(0, "loop stalled")]]} moment={MORNING} />);
  expect(textOf(stalled)).toBe("a is silent: loop stalled, no heartbeat for 1 h.");
});
