/**
 * What a relay says of its own, in a trader's words: a trade as the bot's books have it, what the account is worth, a span that
 * it could not hear. Reading is that of `fillcast/messages`.
 */
import type { TradeEvent } from "fillcast";
import { readTradeSnapshot } from "fillcast/messages";
import { amountOf, signedMoney } from "./decimal.ts";
import { clock, type Zone } from "./instant.ts";

/** A title and a line of detail. */
export interface RelayWords {
  readonly title: string;
  readonly detail: string;
}

/** Null for an event of another kind. */
export function relayWords(event: TradeEvent, now: number, zone: Zone): RelayWords | null {
  const { data } = event as { readonly data: { readonly [name: string]: unknown } };
  const text = (name: string): string | null => (typeof data[name] === "string" ? data[name] : null);
  switch (event.type) {
    case "trade_snapshot":
      return snapshotWords(event);
    case "equity": {
      const currency = text("currency") ?? "";
      const value = text("value");
      const open = text("openProfit");
      const detail = [
        value === null ? null : `${amountOf(value, currency)} ${currency}`,
        open === null ? null : `open profit ${signedMoney(open, currency)}`,
      ];
      return { title: "Account value", detail: joined(detail) };
    }
    case "relay_gap": {
      const [from, to] = [data.from, data.to].map((at) => (typeof at === "number" ? clock(at, now, zone) : "?"));
      return { title: "Relay gap", detail: `messages between ${from} and ${to} may be missing` };
    }
    case "startup":
      if (typeof data.dry_run !== "boolean") return null;
      return {
        title: "Started",
        detail: joined([text("strategy"), versionWords(text("version")), text("exchange")]),
      };
    case "mode_told":
      return { title: "Mode", detail: `its configuration says ${data.mode === "dry" ? "simulated" : "real"} money` };
    default:
      return null;
  }
}

function snapshotWords(event: TradeEvent): RelayWords {
  const snapshot = readTradeSnapshot(event);
  if (snapshot === null) return { title: "Books", detail: "" };
  if (snapshot.isMissing) return { title: "Gone from the books", detail: "the bot has deleted this trade" };
  const { isOpen, realised, stakeCurrency, exitReason } = snapshot;
  const profit =
    realised === null ? null : `${signedMoney(realised, stakeCurrency ?? "")} ${stakeCurrency ?? ""}`.trim();
  return {
    title: snapshot.learned === "import" ? "Imported" : "Corrected from the books",
    detail: joined([isOpen ? "open" : "closed", profit, exitReason?.replaceAll("_", " ") ?? null]),
  };
}

/** `2026.9` is Freqtrade 2026.9. */
export function versionWords(version: string | null): string | null {
  return version === null ? null : `Freqtrade ${version.replace(/^docker-/, "")}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}
