/** What badge, line and previews say, and that nobody's text breaks out of them. */
import { describe, expect, it } from "vitest";
import type { SharedFigures, SharedView } from "@fillcast/protocol";
import { drawBadge } from "../../../../src/share/badge.ts";
import { writeEmbed } from "../../../../src/share/embed.ts";
import { describe as toWords, viewToHeadline } from "../../../../src/share/headline.ts";

const figures = (ratio: string, closed = 8): SharedFigures => ({
  closed,
  wins: 5,
  losses: 3,
  unrated: 0,
  ratio,
  best: "0.02",
  worst: "-0.01",
  drawdown: "0.031",
});
const viewOf = (ratio: string, mode: "live" | "dry" = "live"): SharedView => ({
  title: `<img src=x onerror="alert('1')">`,
  amounts: true,
  delayS: 0,
  openedFrom: null,
  books: [{ mode, ...figures("9.9999", 800), month: figures(ratio), days: [] }],
  closed: [],
  open: null,
});

it.each([
  ["0.1234", "+12.34%", 1],
  ["-0.005", "−0.50%", -1],
  ["0", "0.00%", 0],
  ["12.5", "+1,250.00%", 1],
  ["0.0001", "+0.01%", 1],
])("a month of %s reads %s", (ratio, profit, sign) => {
  expect(viewToHeadline(viewOf(ratio))).toMatchObject({ profit, sign, drawdown: "3.10%" });
});

describe("a headline", () => {
  it("is of the newest 30 days, and says if money is simulated", () => {
    expect(toWords(viewToHeadline(viewOf("0.1")))).toBe("8 closed trades, 62.5% won");
    expect(toWords(viewToHeadline(viewOf("0.1", "dry")))).toBe("8 closed trades, 62.5% won, simulated money");
    expect(toWords(viewToHeadline({ ...viewOf("0"), books: [] }))).toBe("No trade has closed yet");
  });

  it("puts no markup of an owner into badge or line", () => {
    expect(drawBadge(viewOf("0.1"))).not.toContain("onerror");
    const line = writeEmbed(viewOf("0.1"), "https://edge.test/s/x");
    expect(line).not.toContain("<img");
    expect(line).toContain("+10.00%");
  });
});
