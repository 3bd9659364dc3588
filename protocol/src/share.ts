/**
 * Share links: what an owner lets everybody see who has the link, and the view that they get. The view names all that ever
 * leaves the server for a link (parties/share/redact.ts makes it). Ratios are decimal texts of at most four decimals: `0.0125`
 * is 1.25 %. Instants are ms since 1970.
 */
import type { TradeMode } from "./state.ts";

/** What a link shows. */
export interface ShareTerms {
  /** Null for all bots of the feed, also later ones. */
  readonly bots: readonly string[] | null;
  /** Bots by their names; by numbers where it is false. */
  readonly names: boolean;
  /** Money too; percentages alone where it is false. */
  readonly amounts: boolean;
  readonly openTrades: boolean;
  /** Nothing that is younger shows. */
  readonly delayS: number;
  /** Stands above the page; null for a plain one. */
  readonly title: string | null;
}

/** A link as the feed's room keeps it. */
export interface Share extends ShareTerms {
  readonly id: string;
  /** For the owner alone. */
  readonly label: string | null;
  readonly createdAt: number;
  /** Null if it ends by revocation alone. */
  readonly expiresAt: number | null;
  /** The id of the key that made it, or `operator`. */
  readonly issuedBy: string;
}

/** Closed trades of one mode. Sums are of the trades' own ratios, each of its own stake: no growth of an account. */
export interface SharedFigures {
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  /** Closed trades whose ratio is not known: in none of the ratios below. */
  readonly unrated: number;
  readonly ratio: string;
  /** Null where no ratio is known. */
  readonly best: string | null;
  readonly worst: string | null;
  /** The largest fall of the running sum of ratios from its highest point, which begins at zero. */
  readonly drawdown: string;
}

/** What was closed on one UTC day. */
export interface SharedDay {
  /** `2026-11-30` */
  readonly day: string;
  readonly ratio: string;
  readonly closed: number;
}

/** The same closed trades in money; present only where the link shows amounts. */
export interface SharedMoney {
  readonly currency: string;
  readonly closed: number;
  readonly realised: string;
  readonly best: string;
  readonly worst: string;
  readonly drawdown: string;
}

/** Modes never meet: simulated money is a book of its own. */
export interface SharedBook extends SharedFigures {
  readonly mode: TradeMode;
  /** The same of the newest 30 UTC days, today's among them. */
  readonly month: SharedFigures;
  /** Oldest first; only days on which something closed. */
  readonly days: readonly SharedDay[];
  readonly money?: readonly SharedMoney[];
}

/** `bot` is null where the link shows one bot without its name. */
interface SharedTrade {
  readonly bot: string | null;
  readonly mode: TradeMode;
  readonly pair: string;
  readonly direction: "long" | "short";
  readonly openedAt: number;
}

export interface SharedClosed extends SharedTrade {
  readonly closedAt: number;
  readonly ratio: string | null;
  /** With amounts only. */
  readonly realised?: string | null;
  readonly currency?: string;
}

export interface SharedOpen extends SharedTrade {
  /** How far the price has moved since the entry, in the trade's favour above zero: no profit. Null with a delay. */
  readonly move: string | null;
  /** With amounts and without a delay only. */
  readonly stake?: string | null;
  readonly currency?: string;
}

export interface SharedView {
  readonly title: string | null;
  readonly amounts: boolean;
  readonly delayS: number;
  /** Trades that were opened earlier are left out; null if none is. */
  readonly openedFrom: number | null;
  readonly books: readonly SharedBook[];
  /** Newest first. */
  readonly closed: readonly SharedClosed[];
  /** Newest first; null where the link hides them. */
  readonly open: readonly SharedOpen[] | null;
}
