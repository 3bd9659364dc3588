/**
 * Compares a bot's books with what was sent of them, and sends what differs. What was sent is in the spool, so no key that
 * reads is needed. It asks one question after the other; a question that fails ends the work, which is done again later.
 */
import { isObject } from "@fillcast/protocol";
import { eventItem } from "../item.ts";
import { TRADES_PAGE, WALKS_MAX } from "../limits.ts";
import type { KnownTrade, Spool } from "../spool.ts";
import type { ApiFailure, BotApi } from "./api.ts";
import {
  isNews,
  MISSING_DIGEST,
  toBookTrade,
  toBookTrades,
  toMissing,
  toSnapshot,
  type BookTrade,
  type Learned,
} from "./books.ts";
import { countOf } from "./exact.ts";

/** A walk goes back by this much further than the newest close it knows: trades that close together arrive one after the other. */
const OVERLAP_MS = 60_000;

export interface Page {
  readonly trades: readonly BookTrade[];
  /** Rows of the answer, readable or not. */
  readonly rows: number;
  readonly total: number;
}

/** Closed trades by id, from `offset` on. */
export async function readPage(api: BotApi, offset: number, limit: number): Promise<Page | ApiFailure> {
  const answer = await api.get(`trades?limit=${limit}&offset=${offset}&order_by_id=true`);
  // A version without the route has no books that could be read.
  if (answer.kind === "failed") return answer.isRoute === true ? { trades: [], rows: 0, total: 0 } : answer;
  const { trades, total_trades: total } = isObject(answer.value) ? answer.value : {};
  if (!Array.isArray(trades)) return { kind: "failed", why: "odd", words: "its /trades cannot be read" };
  return { trades: toBookTrades(trades), rows: trades.length, total: countOf(total) ?? offset + trades.length };
}

export class Bookkeeper {
  readonly #bot: string;
  readonly #api: BotApi;
  readonly #spool: Spool;
  readonly #isWhole: () => boolean;

  /** `isWhole` is true where the stream is heard and nothing is left to catch up with. */
  constructor(bot: string, api: BotApi, spool: Spool, isWhole: () => boolean) {
    this.#bot = bot;
    this.#api = api;
    this.#spool = spool;
    this.#isWhole = isWhole;
  }

  /** The first contact ever: what is closed by now is the past, which `import` tells. */
  async begin(): Promise<ApiFailure | null> {
    if (this.#lastCloseMs() !== null) return null;
    const page = await this.#lastPage();
    if ("kind" in page) return page;
    this.#spool.noteTrades(this.#bot, page.trades);
    this.#noteClose(newestOf(page.trades));
    return null;
  }

  /** Open trades as `/status` has them; those that a message has just told of come later. */
  async lookAtOpen(
    rows: unknown,
    isSettling: (id: string) => boolean,
    learned: Learned | null,
  ): Promise<ApiFailure | null> {
    const open = toBookTrades(rows);
    await this.#tell(
      open.filter(({ id }) => !isSettling(id)),
      learned,
    );
    const there = new Set(open.map(({ id, opened }) => `${id}:${opened}`));
    for (const known of this.#spool.openTrades(this.#bot)) {
      if (there.has(`${known.id}:${known.opened}`) || isSettling(known.id)) continue;
      const failure = await this.#lookAtGone(known, learned);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** One trade, some seconds after its last message. */
  async lookAt(id: string): Promise<ApiFailure | null> {
    const answer = await this.#api.get(`trade/${encodeURIComponent(id)}`);
    if (answer.kind === "value") {
      const trade = isObject(answer.value) ? toBookTrade(answer.value) : null;
      if (trade !== null) await this.#tell([trade], null);
    } else if (answer.why !== "absent") return answer;
    return null;
  }

  /** Goes back to the newest close it knows, and sends what was missed. */
  async catchUp(): Promise<ApiFailure | null> {
    const sinceMs = (this.#lastCloseMs() ?? 0) - OVERLAP_MS;
    for (let walk = 1; ; walk++) {
      const walked = await this.#walkBack(sinceMs);
      if ("kind" in walked) return walked;
      const again = await readPage(this.#api, 0, 1);
      if ("kind" in again) return again;
      // A trade that closed meanwhile may have moved another one from a page to the next.
      if (again.total !== walked.total && walk < WALKS_MAX) continue;
      this.#noteClose(walked.newestMs);
      return null;
    }
  }

  /** Answers with the number of closed trades that it began with, and with the last close. */
  async #walkBack(sinceMs: number): Promise<{ readonly total: number; readonly newestMs: number } | ApiFailure> {
    const first = await readPage(this.#api, 0, 1);
    if ("kind" in first) return first;
    let newestMs = 0;
    for (let end = first.total; end > 0; end -= TRADES_PAGE) {
      const offset = Math.max(0, end - TRADES_PAGE);
      const page = await readPage(this.#api, offset, end - offset);
      if ("kind" in page) return page;
      const newer = page.trades.filter(({ closed }) => closed === null || closed >= sinceMs);
      await this.#tell(newer, "books");
      newestMs = Math.max(newestMs, newestOf(newer));
      if (newer.length === 0) break;
    }
    return { total: first.total, newestMs };
  }

  async #lastPage(): Promise<Page | ApiFailure> {
    const first = await readPage(this.#api, 0, 1);
    if ("kind" in first || first.total <= 1) return first;
    return readPage(this.#api, Math.max(0, first.total - TRADES_PAGE), TRADES_PAGE);
  }

  /** Was open, and is open no more. */
  async #lookAtGone(known: KnownTrade, learned: Learned | null): Promise<ApiFailure | null> {
    const answer = await this.#api.get(`trade/${encodeURIComponent(known.id)}`);
    if (answer.kind === "failed") {
      if (answer.why !== "absent") return answer;
      return answer.isRoute === true ? this.#searchFor(known, learned) : this.#tellMissing(known);
    }
    const trade = isObject(answer.value) ? toBookTrade(answer.value) : null;
    if (trade === null) return { kind: "failed", why: "odd", words: "its /trade cannot be read" };
    // Bots give an id again.
    if (trade.opened !== known.opened) return this.#tellMissing(known);
    await this.#tell([trade], learned);
    return null;
  }

  /** In all of `/trades`, for versions that cannot be asked for one. */
  async #searchFor(known: KnownTrade, learned: Learned | null): Promise<ApiFailure | null> {
    for (let offset = 0; ; offset += TRADES_PAGE) {
      const page = await readPage(this.#api, offset, TRADES_PAGE);
      if ("kind" in page) return page;
      const found = page.trades.find(({ id, opened }) => id === known.id && opened === known.opened);
      if (found !== undefined) return this.#tell([found], learned).then(() => null);
      if (page.rows < TRADES_PAGE) return this.#tellMissing(known);
    }
  }

  async #tell(trades: readonly BookTrade[], learned: Learned | null): Promise<void> {
    const news = trades.filter((trade) => isNews(trade, this.#spool.trade(this.#bot, trade.id, trade.opened)));
    if (news.length === 0) return;
    const now = Date.now();
    await this.#spool.put(news.map((trade) => eventItem(this.#bot, now, toSnapshot(trade, learned))));
    this.#spool.noteTrades(this.#bot, news);
    // While something is missing, a later close must not hide an earlier one from the walk that looks for it.
    if (this.#isWhole()) this.#noteClose(newestOf(news));
  }

  async #tellMissing(known: KnownTrade): Promise<null> {
    await this.#spool.put([eventItem(this.#bot, Date.now(), toMissing(known))]);
    this.#spool.noteTrades(this.#bot, [{ ...known, open: false, digest: MISSING_DIGEST }]);
    return null;
  }

  #lastCloseMs(): number | null {
    const text = this.#spool.fact(this.#bot, "closedMs");
    return text === null ? null : Number(text);
  }

  #noteClose(closedMs: number): void {
    const lastMs = this.#lastCloseMs();
    if (lastMs === null || closedMs > lastMs) this.#spool.note(this.#bot, { closedMs: String(closedMs) });
  }
}

/** The last close among them, ms since 1970; 0 where none is closed. */
function newestOf(trades: readonly BookTrade[]): number {
  return trades.reduce((ms, { closed }) => Math.max(ms, closed ?? 0), 0);
}
