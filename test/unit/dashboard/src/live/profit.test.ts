import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FeedState, Total, Trade } from "fillcast";
import type { Answer } from "../../../../../dashboard/src/live/api.ts";
import { ProfitFigures, questionText } from "../../../../../dashboard/src/live/profit.ts";
import type { ProfitAnswer, ProfitQuestion } from "../../../../../dashboard/src/figures/profit-answer.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

const BY_BOT: ProfitQuestion = { by: ["bot"], zone: "utc", bots: null, from: null, median: false };
const NAME = questionText(BY_BOT);
const old = trade({ realised: "10", closedAt: "2024-10-01T00:00:00Z" });
const open = trade({ status: "open", closedAt: null, realised: "0", updatedSeq: 100 });
const closed: Trade = { ...open, status: "closed", closedAt: "2024-10-24T12:00:00Z", realised: "2", updatedSeq: 105 };

function stateOf(trades: readonly Trade[], all: readonly Trade[] = [old, ...trades]): FeedState {
  const totals = answerOf(all).books.map(
    ({ mode, currency, realised, closed, wins, losses, grossProfit, grossLoss }): Total => {
      return { mode, currency, realised, closed, wins, losses, grossProfit, grossLoss };
    },
  );
  return { bots: {}, trades: Object.fromEntries(trades.map((one) => [one.key, one])), totals, days: [], locks: [] };
}

const AT_ONCE = { soon: (run: () => void) => run(), now: (run: () => void) => run() };

/** A store whose server answers when the test says so. */
function rig(question: ProfitQuestion = BY_BOT) {
  const asked: ((answer: Answer<ProfitAnswer>) => void)[] = [];
  const figures = new ProfitFigures(
    () =>
      new Promise((resolve) => {
        asked.push(resolve);
      }),
    AT_ONCE,
  );
  const say = async (answer: Answer<ProfitAnswer>): Promise<void> => {
    asked.at(-1)!(answer);
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    figures,
    asked,
    say,
    /** An answer of these trades. */
    answer: (trades: readonly Trade[], changes: Partial<ProfitAnswer> = {}) =>
      say({ kind: "ok", value: answerOf(trades, question, { seq: 100, ...changes }) }),
    view: () => figures.viewOf(questionText(question)),
    realised: () => figures.viewOf(questionText(question)).answer?.books[0]?.realised ?? null,
    begin: async (state: FeedState) => {
      figures.follow(state);
      figures.setLive(true);
      figures.use(question);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

describe("figures of the whole ledger", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("are not there before the answer, and move with trades after it", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    figures.use(BY_BOT);
    await vi.advanceTimersByTimeAsync(10_000);
    // No line, no question.
    expect(asked).toHaveLength(0);
    await begin(stateOf([open]));
    expect(figures.viewOf(NAME)).toEqual({ answer: null, problem: null });
    await answer([old, open]);
    expect(realised()).toBe("10");
    figures.follow(stateOf([closed]));
    expect(realised()).toBe("12");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    figures.end();
  });

  test("take in what changed while the answer was on its way, and nothing twice", async () => {
    for (const seq of [104, 105]) {
      const { figures, begin, answer, realised } = rig();
      await begin(stateOf([open]));
      figures.follow(stateOf([closed]));
      await answer(seq === 105 ? [old, closed] : [old, open], { seq });
      expect(realised()).toBe("12");
      figures.end();
    }
    const { figures, begin, answer, realised } = rig();
    await begin(stateOf([open]));
    await answer([old, closed], { seq: 105 });
    // The state comes to what the answer knew already.
    figures.follow(stateOf([closed]));
    expect(realised()).toBe("12");
    figures.end();
  });

  test("wait for an answer that is complete", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    await begin(stateOf([open]));
    await answer([open], { complete: false });
    expect(figures.viewOf(NAME)).toEqual({ answer: null, problem: null });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveLength(2);
    await answer([old, open]);
    expect(realised()).toBe("10");
    figures.end();
  });

  test("have a corrected close at once, and its extremes when the server has said them, where they are shown", async () => {
    for (const median of [false, true]) {
      const { figures, begin, answer, asked, realised, view } = rig({ ...BY_BOT, median });
      await begin(stateOf([closed]));
      await answer([old, closed], { seq: 105 });
      const corrected = { ...closed, realised: "1", updatedSeq: 110 };
      figures.follow(stateOf([corrected]));
      expect(realised()).toBe("11");
      expect(view().answer?.books).toMatchObject([{ corrected: true }]);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(asked).toHaveLength(median ? 2 : 1);
      if (median) {
        await answer([old, corrected], { seq: 110 });
        expect(view().answer?.books[0]?.corrected).toBeUndefined();
      }
      figures.end();
    }
  });

  test("wait where the server was asked too often", async () => {
    const { figures, begin, say, answer, realised, view } = rig();
    await begin(stateOf([open]));
    await say({ kind: "refused", status: 429, code: "rate-limited", detail: "Too many." });
    expect(view()).toEqual({ answer: null, problem: null });
    await vi.advanceTimersByTimeAsync(30_000);
    await answer([old, open]);
    expect(realised()).toBe("10");
    figures.end();
  });

  test("take in a trade that opens and closes at once, and ask where one comes back", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    await begin(stateOf([open]));
    await answer([old, open]);
    const quick = trade({ realised: "5", updatedSeq: 106 });
    figures.follow(stateOf([open, quick]));
    expect([realised(), asked.length]).toEqual(["15", 1]);
    const back = { ...old, realised: "9", updatedSeq: 107 };
    figures.follow(stateOf([open, quick, back], [back, open, quick]));
    await vi.advanceTimersByTimeAsync(0);
    expect([realised(), asked.length]).toEqual([null, 2]);
    await answer([back, open, quick], { seq: 107 });
    expect(realised()).toBe("14");
    figures.end();
  });

  test("are asked for again where they do not agree with the totals of the state", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    await begin(stateOf([open]));
    await answer([old, open]);
    // An old trade, which the state does not hold, was corrected.
    const corrected = { ...old, realised: "9" };
    figures.follow(stateOf([open], [corrected, open]));
    await vi.advanceTimersByTimeAsync(2_001);
    expect(asked).toHaveLength(2);
    await answer([corrected, open], { seq: 110 });
    expect(realised()).toBe("9");
    figures.end();
  });

  test("are of the moment at which the line went down, and renewed when it is back", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    await begin(stateOf([open]));
    await answer([old, open]);
    figures.setLive(false);
    figures.follow(stateOf([closed]));
    expect(realised()).toBe("10");
    figures.setLive(true);
    await vi.advanceTimersByTimeAsync(0);
    expect([realised(), asked.length]).toEqual(["10", 2]);
    await answer([old, closed], { seq: 105 });
    expect(realised()).toBe("12");
    figures.end();
  });

  test("say why they are not there", async () => {
    const { figures, begin, say } = rig();
    await begin(stateOf([open]));
    await say({ kind: "refused", status: 503, code: "archive-unavailable", detail: "The archive is unavailable." });
    expect(figures.viewOf(NAME)).toEqual({ answer: null, problem: "The archive is unavailable." });
    figures.end();
  });

  test("forget another life of the log", async () => {
    const { figures, begin, answer, realised, asked } = rig();
    await begin(stateOf([open]));
    await answer([old, open]);
    figures.clear();
    expect(realised()).toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    figures.end();
  });
});
