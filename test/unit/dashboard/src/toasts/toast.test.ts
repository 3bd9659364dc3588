/** What is announced: toasts by rules, an absence as one sentence, the connection and a bot's health in words. */
import { describe, expect, test } from "vitest";
import { DEFAULT_PREFERENCES } from "../../../../../dashboard/src/browser/preferences.ts";
import { addToast, type Toast, toastOf } from "../../../../../dashboard/src/toasts/toast.ts";
import { event, MORNING } from "../../../../support/shown-events.ts";

const MINUTE = 60_000;
const close = (ratio: string, bot = "spot-1", seq = 1) =>
  event(
    "exit_fill",
    {
      is_final_exit: true,
      cumulative_profit: ratio.startsWith("-") ? "-9" : "9",
      stake_currency: "USDT",
      final_profit_ratio: ratio,
    },
    { pair: "ETH/USDT", bot, seq, id: `close.${seq}` },
  );

describe("toasts", () => {
  test("tell a close with its profit, an exception and silence", () => {
    expect(toastOf(close("0.02"), DEFAULT_PREFERENCES, 0)?.title).toBe("ETH/USDT closed +9.00 USDT +2.00%");
    expect(toastOf(event("exception", { status: "boom" }), DEFAULT_PREFERENCES, 0)?.detail).toBe("boom");
    expect(toastOf(event("bot_silent"), DEFAULT_PREFERENCES, 0)?.title).toBe("spot-1 is silent");
  });

  test("announce a liquidation warning wherever they announce exceptions", () => {
    const warning = event("liquidation_warning", { remaining_ratio: "0.1" }, { pair: "BTC/USDT:USDT" });
    const toast = toastOf(warning, DEFAULT_PREFERENCES, 0);
    expect(toast).toMatchObject({ title: "spot-1: BTC/USDT:USDT near liquidation", detail: "10.0% left", alarms: 1 });
    const rule = { ...DEFAULT_PREFERENCES.rule, exceptions: false };
    expect(toastOf(warning, { ...DEFAULT_PREFERENCES, rule }, 0)).toBeNull();
  });

  test("tell a close whose profit cannot be read as that", () => {
    const unread = event("exit_fill", { is_final_exit: true, cumulative_profit: "nan" }, { pair: "ETH/USDT" });
    expect(toastOf(unread, DEFAULT_PREFERENCES, 0)?.title).toBe("ETH/USDT closed, profit unreadable");
  });

  test("do not tell orders, fills that close nothing, or messages", () => {
    for (const type of ["entry", "entry_fill", "exit", "warning", "strategy_msg", "status", "x-own"])
      expect(toastOf(event(type), DEFAULT_PREFERENCES, 0)).toBeNull();
    expect(
      toastOf(event("exit_fill", { is_final_exit: false, profit_amount: "1" }), DEFAULT_PREFERENCES, 0),
    ).toBeNull();
  });

  test("are not made of what was imported, be it a close, an exception or a loss", () => {
    const edge = { at: MORNING + 3 * 7 * 24 * 60 * MINUTE };
    for (const told of [close("0.02"), close("-0.5"), event("exception", { status: "boom" })]) {
      expect(toastOf({ ...told, edge }, DEFAULT_PREFERENCES, edge.at)).toBeNull();
      expect(toastOf({ ...told, edge: { at: MORNING + MINUTE } }, DEFAULT_PREFERENCES, edge.at)).not.toBeNull();
    }
  });

  test("follow the rule of the bot where it has its own", () => {
    const quiet = { closes: false, lossWorseThanPercent: 5, exceptions: false, silence: false };
    const preferences = { ...DEFAULT_PREFERENCES, botRules: { "spot-1": quiet } };
    expect(toastOf(close("0.02"), preferences, 0)).toBeNull();
    expect(toastOf(close("-0.05"), preferences, 0)).toBeNull();
    expect(toastOf(close("-0.0501"), preferences, 0)).not.toBeNull();
    expect(toastOf(event("exception"), preferences, 0)).toBeNull();
    expect(toastOf(close("0.02", "other"), preferences, 0)).not.toBeNull();
  });

  test("beyond three within ten seconds become one that counts", () => {
    const told = [0, 1, 2, 3, 4].map((second) =>
      toastOf(close("0.02", "spot-1", second + 1), DEFAULT_PREFERENCES, second * 1_000),
    );
    const shown = (told as readonly Toast[]).reduce<readonly Toast[]>(addToast, []);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ title: "5 events in ten seconds", detail: "5 closed", seq: null });
    const later = toastOf(close("0.02", "spot-1", 9), DEFAULT_PREFERENCES, 60_000) as Toast;
    expect(addToast(shown, later)).toHaveLength(2);
  });

  test("that keep coming are summarised with the time that they took", () => {
    const told = Array.from({ length: 9 }, (_, index) =>
      toastOf(close("0.02", "spot-1", index + 1), DEFAULT_PREFERENCES, index * 3_000),
    );
    const shown = (told as readonly Toast[]).reduce<readonly Toast[]>(addToast, []);
    expect(shown.map(({ title }) => title)).toEqual(["9 events in 24 s"]);
  });
});
