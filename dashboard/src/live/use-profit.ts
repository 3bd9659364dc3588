/** Profit that needs the whole ledger, for a view: of the chosen bots, in the reader's zone. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { useZone } from "../browser/preferences.ts";
import type { ProfitAnswer, ProfitQuestion } from "../figures/profit-answer.ts";
import { count } from "../words/decimal.ts";
import { dayHead } from "../words/instant.ts";
import { type ProfitView, questionText } from "./profit.ts";
import { useSession } from "./session-provider.tsx";
import { isOpening, useSteadyStatus } from "./steady-status.ts";

/** What a view wants to know; without `bots` of the chosen ones. */
export type ProfitWish = Pick<ProfitQuestion, "by"> & Partial<Pick<ProfitQuestion, "from" | "to" | "bots" | "median">>;

export function useProfit({ by, from = null, to = null, bots, median = false }: ProfitWish): ProfitView {
  const { profit } = useSession();
  const zone = useZone();
  const chosen = useChosenBots();
  const status = useSteadyStatus();
  const question: ProfitQuestion = { by, zone, bots: bots === undefined ? asList(chosen) : bots, from, to, median };
  const text = questionText(question);
  const asked = useRef(question);
  asked.current = question;
  // The text is the question: an equal one in another object is not another.
  useEffect(() => profit.use(asked.current), [profit, text]);
  const view = useSyncExternalStore(profit.subscribe, () => profit.viewOf(text));
  return view.answer === null && view.problem === null && status.phase !== "live" && !isOpening(status)
    ? UNREACHABLE
    : view;
}

function asList(names: ReadonlySet<string> | null): readonly string[] | null {
  return names === null ? null : [...names];
}

const UNREACHABLE: ProfitView = { answer: null, problem: "The feed cannot be reached." };

/** Where an answer is of a part of the ledger, a sentence that says so. */
export function profitWords({ answer, problem }: ProfitView): string | null {
  if (answer === null) return problem === null ? null : `Not available: ${problem}`;
  if (answer.openedFrom !== null)
    return `Based on trades opened since ${dayHead(answer.openedFrom, "utc")} (${count(closedIn(answer))} closed).`;
  return answer.complete ? null : "The archive is catching up. Some older trades are missing in these figures.";
}

function closedIn({ books }: ProfitAnswer): number {
  return books.reduce((sum, { closed }) => sum + closed, 0);
}
