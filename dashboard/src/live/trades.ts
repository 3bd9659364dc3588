/** How much of the ledger stands behind figures, in words. */
import { count } from "../words/decimal.ts";
import type { Coverage } from "./ledger.ts";

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
