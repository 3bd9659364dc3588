/**
 * Every trade that this page knows: the server's ledger, read once when a view needs it, and over it what the live state says.
 * The newer word about a trade wins. An external store. What an event costs does not depend on how many trades there are: views
 * follow the changes (kept.ts), and only who asks for all trades gets a list of them.
 */
import type { FeedState, Trade } from "fillcast";
import { Watched } from "../browser/watched.ts";
import type { Answer, TradesPage } from "./api.ts";

/** How much of the ledger stands behind the trades at hand. */
export type Coverage =
  | { readonly kind: "unread" | "reading" | "whole" }
  /** The newest trades only, up to the page's limit. */
  | { readonly kind: "newest"; readonly limit: number }
  /** The ledger cannot be read now: what the live state holds, the last hundred closed trades. `archive`: it is the archive that fails. */
  | { readonly kind: "live-only"; readonly why: string; readonly archive: boolean };

/** `trades` is made when it is asked for. */
export interface LedgerView {
  readonly trades: readonly Trade[];
  readonly coverage: Coverage;
}
/** One step from a version to the next: a trade that has changed is in both, as it was and as it is. */
export interface LedgerChange {
  readonly gone: readonly Trade[];
  readonly came: readonly Trade[];
}

function failureOf(answer: Exclude<Answer<TradesPage>, { kind: "ok" }>): Coverage {
  if (answer.kind === "unreachable") return { kind: "live-only", why: "The server cannot be reached.", archive: false };
  return { kind: "live-only", why: answer.detail, archive: answer.code.startsWith("archive-") };
}

/** Trades that the page keeps at most. */
const LEDGER_MAX_TRADES = 10_000;
const PAGE_TRADES = 500;

export type ReadPage = (cursor: string | null, limit: number) => Promise<Answer<TradesPage>>;

export class Ledger extends Watched {
  view: LedgerView = { trades: [], coverage: { kind: "unread" } };
  /** Counts the steps. */
  version = 0;
  /** The step to this version; null where everything was replaced. */
  change: LedgerChange | null = null;
  readonly #readPage: ReadPage;
  #trades = new Map<string, Trade>();
  /** Keys of those that the state has to name. */
  #going = new Set<string>();
  #followed: FeedState["trades"] | null = null;

  constructor(readPage: ReadPage) {
    super();
    this.#readPage = readPage;
  }

  /** Reads the ledger unless it was read or is being read. */
  async read(): Promise<void> {
    const { kind } = this.view.coverage;
    if (kind === "reading" || kind === "whole" || kind === "newest") return;
    this.#show({ kind: "reading" });
    let cursor: string | null = null;
    do {
      const answer: Answer<TradesPage> = await this.#readPage(cursor, PAGE_TRADES);
      if (answer.kind !== "ok") {
        this.#show(failureOf(answer));
        return;
      }
      const { trades, next }: TradesPage = answer.value;
      this.#step((step) => {
        for (const trade of trades) this.#take(trade, step);
        this.#drop(step);
      });
      cursor = next;
      this.#show({ kind: "reading" });
    } while (cursor !== null && this.#trades.size < LEDGER_MAX_TRADES);
    this.#show(cursor === null ? { kind: "whole" } : { kind: "newest", limit: LEDGER_MAX_TRADES });
  }

  /** Asks for a new reading: the line was down for longer than the live state remembers. */
  expire(): void {
    if (this.view.coverage.kind !== "unread") this.#show({ kind: "unread" });
  }

  /** Takes over the live state. It names every open trade, so one that it does not name is not open any more. */
  follow({ trades }: FeedState): void {
    const before = this.#followed;
    if (trades === before) return;
    this.#followed = trades;
    const changed = this.#step((step) => {
      this.#drop(step);
      for (const key in trades) if (before?.[key] !== trades[key]) this.#take(trades[key]!, step);
    });
    if (changed) this.#show(this.view.coverage);
  }

  /** The log began a new life: nothing known of the old one counts. */
  clear(): void {
    this.#trades = new Map();
    this.#going = new Set();
    this.#followed = null;
    this.version += 1;
    this.change = null;
    this.#show({ kind: "unread" });
  }

  readonly getView = (): LedgerView => this.view;

  /** True where something has changed. */
  #step(work: (step: { readonly gone: Trade[]; readonly came: Trade[] }) => void): boolean {
    const step = { gone: [], came: [] };
    work(step);
    if (step.gone.length + step.came.length === 0) return false;
    this.version += 1;
    this.change = step;
    return true;
  }

  #take(trade: Trade, { gone, came }: { readonly gone: Trade[]; readonly came: Trade[] }): void {
    const known = this.#trades.get(trade.key);
    if (known === trade || (known !== undefined && known.updatedSeq > trade.updatedSeq)) return;
    if (known !== undefined) gone.push(known);
    came.push(trade);
    this.#trades.set(trade.key, trade);
    if (trade.status === "open" || trade.status === "pending") this.#going.add(trade.key);
    else this.#going.delete(trade.key);
  }

  /** Those that should be in the state and are not. */
  #drop({ gone }: { readonly gone: Trade[] }): void {
    const named = this.#followed;
    if (named === null) return;
    for (const key of this.#going) {
      if (named[key] !== undefined) continue;
      gone.push(this.#trades.get(key)!);
      this.#trades.delete(key);
      this.#going.delete(key);
    }
  }

  #show(coverage: Coverage): void {
    const known = this.#trades;
    let trades: readonly Trade[] | null = null;
    this.view = {
      coverage,
      get trades() {
        return (trades ??= [...known.values()]);
      },
    };
    this.changed();
  }
}
