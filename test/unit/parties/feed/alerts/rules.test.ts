import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_KINDS, DEFAULT_ALERT_RULES, type AlertRules } from "@fillcast/protocol";
import type { Alert } from "../../../../../parties/feed/alerts/alert.ts";
import { kindFor } from "../../../../../parties/feed/alerts/rules.ts";
import { closedAlert, rulesWith, wordAlert } from "../../../../support/alerts.ts";

const decimal = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => String(cents / 100));
const positive = fc.integer({ min: 1, max: 100_000 }).map((cents) => String(cents / 100));
const bots = ["a", "b", "c"];
const mode = fc.constantFrom("live", "dry", "unknown" as const);
const rules: fc.Arbitrary<AlertRules> = fc.record({
  ...(Object.fromEntries(
    ["closed", "opened", "exception", "warning", "liquidation", "protection", "silent", "back", "stalled"].map(
      (name) => [name, fc.boolean()],
    ),
  ) as { [Name in keyof Omit<AlertRules, "loss" | "bots" | "dryRuns" | "quiet" | "summary">]: fc.Arbitrary<boolean> }),
  loss: fc.option(fc.record({ amount: fc.option(positive), ratio: fc.option(positive) })),
  bots: fc.option(fc.subarray(bots, { minLength: 1 })),
  dryRuns: fc.boolean(),
  quiet: fc.constant(null),
  summary: fc.constant(null),
});
const alert: fc.Arbitrary<Alert> = fc.oneof(
  fc
    .record({
      bot: fc.constantFrom(...bots),
      mode,
      realised: fc.option(decimal),
      ratio: fc.option(decimal),
      stake: fc.option(positive),
    })
    .map(closedAlert),
  fc
    .tuple(
      fc.constantFrom("exception", "warning", "silent", "back", "stalled" as const),
      fc.constantFrom(...bots),
      mode,
    )
    .map(([kind, bot, of]): Alert => ({ ...wordAlert(kind, null, bot), mode: of })),
);

describe("rules", () => {
  it("tell of nothing that they do not name, of no other bot, and of no simulated money unless they are to", () => {
    fc.assert(
      fc.property(rules, alert, (all, one) => {
        const kind = kindFor(all, one);
        if (kind === null) return;
        expect(all.bots === null || all.bots.includes(one.bot)).toBe(true);
        expect(all.dryRuns || one.mode !== "dry").toBe(true);
        expect(kind === "loss" ? all.loss !== null : all[kind]).toBe(true);
        expect(one.kind === "closed" ? ["closed", "loss"] : [one.kind]).toContain(kind);
      }),
    );
  });

  it("that are all on tell of everything about their bots", () => {
    const on = rulesWith({ ...Object.fromEntries(ALERT_KINDS.map((kind) => [kind, true])), loss: null, dryRuns: true });
    fc.assert(
      fc.property(alert, (one) => {
        expect(kindFor(on, one)).toBe(one.kind);
      }),
    );
  });

  it("that allow more tell of no less", () => {
    fc.assert(
      fc.property(rules, alert, (all, one) => {
        const more = { ...all, closed: true, exception: true, silent: true, bots: null, dryRuns: true };
        if (kindFor(all, one) !== null) expect(kindFor(more, one)).not.toBeNull();
      }),
    );
  });

  it("have good defaults", () => {
    expect(ALERT_KINDS.filter((kind) => Boolean(DEFAULT_ALERT_RULES[kind]))).toEqual([
      "closed",
      "exception",
      "liquidation",
      "silent",
      "stalled",
    ]);
  });
});

describe("a loss", () => {
  const only = (loss: AlertRules["loss"]) => rulesWith({ closed: false, loss });
  it.each([
    ["as large as the amount", { amount: "5", ratio: null }, { realised: "-5" }, "loss"],
    ["smaller than the amount", { amount: "5", ratio: null }, { realised: "-4.99999999" }, null],
    [
      "as large as the ratio, as the bot says it",
      { amount: null, ratio: "0.05" },
      { realised: "-1", ratio: "-0.05" },
      "loss",
    ],
    ["smaller than the ratio", { amount: null, ratio: "0.05" }, { realised: "-9", ratio: "-0.0499" }, null],
    [
      "by its stake, where the bot says no ratio",
      { amount: null, ratio: "0.05" },
      { realised: "-5", ratio: null, stake: "100" },
      "loss",
    ],
    ["by one bound of two", { amount: "100", ratio: "0.01" }, { realised: "-2", ratio: "-0.02" }, "loss"],
    ["that is a gain", { amount: "1", ratio: "0.01" }, { realised: "50", ratio: "0.5" }, null],
    ["that nobody knows", { amount: "1", ratio: "0.01" }, { realised: null, ratio: null }, null],
  ])("%s", (_, loss, trade, expected) => {
    expect(kindFor(only(loss), closedAlert(trade))).toBe(expected);
  });

  it("comes once, also where closed trades are on", () => {
    const both = rulesWith({ closed: true, loss: { amount: "1", ratio: null } });
    expect(kindFor(both, closedAlert({ realised: "-2" }))).toBe("loss");
    expect(kindFor(both, closedAlert({ realised: "-0.5" }))).toBe("closed");
  });
});
