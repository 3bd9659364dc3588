import { expect, it } from "vitest";
import { termsLine, termsPreview } from "../../../../../dashboard/src/settings/share-words.ts";

const nameOf = (bot: string): string => bot.toUpperCase();
const terms = { bots: null, names: false, amounts: false, openTrades: false, delayS: 0 };

it("says in one line what a link shows", () => {
  expect(termsLine(terms, nameOf)).toBe("percentages only, open trades hidden, all bots");
  expect(termsLine({ ...terms, bots: ["a", "b"], amounts: true, openTrades: true, delayS: 900 }, nameOf)).toBe(
    "amounts and percentages, open trades shown, 15 minutes behind, A, B",
  );
});

it("says before a link is made what leaves and what does not", () => {
  const closed = termsPreview(terms, nameOf).join(" ");
  expect(closed).toContain("No amounts, stakes, prices or account values");
  expect(closed).toContain("No open trades");
  expect(closed).toContain("also later ones");
  const open = termsPreview({ ...terms, amounts: true, openTrades: true }, nameOf).join(" ");
  expect(open).toContain("how far the price has moved, and the stake");
  const late = termsPreview({ ...terms, amounts: true, openTrades: true, delayS: 86_400 }, nameOf).join(" ");
  expect(late).toContain("Everything is 1 day old");
  expect(late).not.toContain("stake.");
});
