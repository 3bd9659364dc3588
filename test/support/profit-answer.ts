/** What the server answers about profit, made by its own fold of trades. */
import type { Trade } from "@fillcast/protocol";
import type { ProfitAnswer, ProfitQuestion } from "../../dashboard/src/figures/profit-answer.ts";
import { ProfitFold, type Grouping } from "../../src/history/profit-fold.ts";

export function answerOf(
  trades: readonly Trade[],
  question: Partial<ProfitQuestion> = {},
  answer: Partial<ProfitAnswer> = {},
): ProfitAnswer {
  const { by = [], zone = "utc", bots = null, from = null, to = null } = question;
  const fold = new ProfitFold({
    groupings: by.map((name): Grouping => ({ name, dimensions: name.split(".") as Grouping["dimensions"] })),
    zone: zone === "utc" ? "UTC" : zone,
    ...(bots === null ? {} : { bots }),
    ...(from === null ? {} : { fromMs: from }),
    ...(to === null ? {} : { toMs: to }),
  });
  for (const trade of trades) fold.add(trade);
  return { epoch: "0mwuacao0", seq: 0, complete: true, openedFrom: null, ...fold.answer, ...answer };
}
