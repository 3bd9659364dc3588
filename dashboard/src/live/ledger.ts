/**
 * Every trade that this page knows: the server's ledger, read once when a view needs it, and over it what the live state says.
 * The newer word about a trade wins. An external store; `view` is replaced as a whole.
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

export interface LedgerView {
  readonly trades: readonly Trade[];
  readonly coverage: Coverage;
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
  readonly #readPage: ReadPage;
  #trades = new Map<string, Trade>();

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
      for (const trade of answer.value.trades) this.#take(trade);
      cursor = answer.value.next;
      this.#show({ kind: "reading" });
    } while (cursor !== null && this.#trades.size < LEDGER_MAX_TRADES);
    this.#show(cursor === null ? { kind: "whole" } : { kind: "newest", limit: LEDGER_MAX_TRADES });
  }

  /** Asks for a new reading: the line was down for longer than the live state remembers. */
  expire(): void {
    if (this.view.coverage.kind !== "unread") this.#show({ kind: "unread" });
  }

  /** Takes over the live state. It names every open trade, so one that it does not name is not open any more. */
  follow(state: FeedState): void {
    for (const [key, trade] of this.#trades)
      if ((trade.status === "open" || trade.status === "pending") && state.trades[key] === undefined)
        this.#trades.delete(key);
    for (const trade of Object.values(state.trades)) this.#take(trade);
    this.#show(this.view.coverage);
  }

  /** The log began a new life: nothing known of the old one counts. */
  clear(): void {
    this.#trades = new Map();
    this.#show({ kind: "unread" });
  }

  readonly getView = (): LedgerView => this.view;

  #take(trade: Trade): void {
    const known = this.#trades.get(trade.key);
    if (known === undefined || known.updatedSeq <= trade.updatedSeq) this.#trades.set(trade.key, trade);
  }

  #show(coverage: Coverage): void {
    this.view = { trades: [...this.#trades.values()], coverage };
    this.changed();
  }
}
