/** Several questions about profit at once, for a view that compares what each answers. */
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useZone } from "../browser/preferences.ts";
import type { ProfitQuestion } from "../figures/profit-answer.ts";
import { type ProfitView, questionText } from "./profit.ts";
import { useSession } from "./session-provider.tsx";

/** The answers in the order of the questions, of all bots; the same array until one of them moves. */
export function useProfits(wishes: readonly Pick<ProfitQuestion, "by" | "from">[]): readonly ProfitView[] {
  const { profit } = useSession();
  const zone = useZone();
  const text = JSON.stringify(wishes);
  const questions = useMemo(
    () =>
      (JSON.parse(text) as Pick<ProfitQuestion, "by" | "from">[]).map(({ by, from }): ProfitQuestion => ({
        by,
        from,
        to: null,
        zone,
        bots: null,
        median: false,
      })),
    [text, zone],
  );
  useEffect(() => {
    const ends = questions.map((question) => profit.use(question));
    return () => {
      for (const end of ends) end();
    };
  }, [profit, questions]);
  const kept = useRef<readonly ProfitView[]>([]);
  return useSyncExternalStore(profit.subscribe, () => {
    const views = questions.map((question) => profit.viewOf(questionText(question)));
    const isSame = views.length === kept.current.length && views.every((view, at) => view === kept.current[at]);
    if (!isSame) kept.current = views;
    return kept.current;
  });
}
