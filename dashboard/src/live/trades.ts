/** The trades that the views show: those of the chosen bots, from the ledger and the live state. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Trade } from "fillcast";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { count } from "../words/decimal.ts";
import type { Coverage } from "./ledger.ts";
import { useSession } from "./session-provider.tsx";

export interface Trades {
  readonly trades: readonly Trade[];
  readonly coverage: Coverage;
}

/** A ledger that could not be read is asked again after so long. */
const RETRY_MS = 30_000;

/** Reads the ledger on first use, and again when it may have missed something. */
export function useTrades(): Trades {
  const { ledger } = useSession();
  const view = useSyncExternalStore(ledger.subscribe, ledger.getView);
  const chosen = useChosenBots();
  const { kind } = view.coverage;
  useEffect(() => {
    if (kind === "unread") void ledger.read();
    if (kind !== "live-only") return undefined;
    const timer = setTimeout(() => ledger.expire(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [ledger, kind]);
  return useMemo(
    () => (chosen === null ? view : { ...view, trades: view.trades.filter((trade) => chosen.has(trade.bot)) }),
    [view, chosen],
  );
}

/** Where the figures on screen rest on a part of the ledger and will go on to, a sentence that says so. */
export function coverageWords(coverage: Coverage): string | null {
  switch (coverage.kind) {
    case "unread":
    case "reading":
    case "whole":
      return null;
    case "newest":
      return `Based on the newest ${count(coverage.limit)} trades.`;
    case "live-only":
      return `The ledger is unavailable (${coverage.why}). These figures are based on the last closed trades in the live state.`;
  }
}
