/**
 * The profit figures that need the whole ledger: the server's answers to the questions of the views, each moved on by the trades
 * that change, and asked for again where that is not exact. A figure is the whole ledger's or not there yet, never a part of it.
 * While the line is down the answers stand still, so that all figures on screen are of one moment.
 */
import type { FeedState, Trade } from "fillcast";
import type { Pace } from "../browser/pace.ts";
import { Watched } from "../browser/watched.ts";
import { isSameBook } from "../figures/book.ts";
import { explains, moveProfit, type TradeChange } from "../figures/profit.ts";
import type { ProfitAnswer, ProfitQuestion } from "../figures/profit-answer.ts";
import type { Answer } from "./api.ts";

export interface ProfitView {
  /** Null until the server has answered. */
  readonly answer: ProfitAnswer | null;
  /** Why there is no answer, in the server's words; null while it is waited for. */
  readonly problem: string | null;
}

export type AskProfit = (question: ProfitQuestion) => Promise<Answer<ProfitAnswer>>;

const WAITING: ProfitView = { answer: null, problem: null };
/** The archive is some seconds behind the room at most, but for a long import: then asked less and less often. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 16_000;
/** What counts as an export at the server is asked so often at most. */
const READ_EVERY_MS = 5_000;
/** Corrections come in pairs: the exit once more, and what the exchange took for it. */
const SOON_MS = 500;
/** After these tries an answer that is not complete is shown, with words that say so. */
const INCOMPLETE_TRIES = 12;
const FAILED_AGAIN_MS = 30_000;
/** What no change can move, such as a median, is renewed so often at most. */
const RENEW_MS = 30_000;
/** State and answers are compared when the state has settled. */
const COMPARE_MS = 2_000;
/** Questions that are kept up to date although no view asks them now. */
const KEPT_QUESTIONS = 6;

interface Entry {
  readonly question: ProfitQuestion;
  /** The newest, and the one that views show: the same but for the pace of figures. */
  view: ProfitView;
  shown: ProfitView;
  users: number;
  /** Changes since the running request began; null while none runs. */
  missed: TradeChange[] | null;
  tries: number;
  /** When it was asked last, ms since 1970. */
  readAt: number;
  timer: ReturnType<typeof setTimeout> | null;
}

export class ProfitFigures extends Watched {
  readonly #ask: AskProfit;
  readonly #pace: Pick<Pace, "soon" | "now">;
  /** By the text of the question, the one asked last at the end. */
  readonly #entries = new Map<string, Entry>();
  #state: FeedState | null = null;
  #isLive = false;
  #comparing: ReturnType<typeof setTimeout> | null = null;

  constructor(ask: AskProfit, pace: Pick<Pace, "soon" | "now">) {
    super();
    this.#ask = ask;
    this.#pace = pace;
  }

  viewOf(question: string): ProfitView {
    return this.#entries.get(question)?.shown ?? WAITING;
  }

  /** Answers a question from now on; the result ends that. */
  use(question: ProfitQuestion): () => void {
    const name = questionText(question);
    const entry = this.#entries.get(name) ?? this.#add(name, question);
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    entry.users++;
    this.#forgetOldest();
    if (this.#isLive && entry.view.answer === null && entry.missed === null) this.#readIn(entry, 0);
    return () => {
      entry.users--;
    };
  }

  /** Takes over what has changed in the live state. */
  follow(state: FeedState): void {
    const before = this.#state;
    this.#state = state;
    if (before === null || !this.#isLive) return;
    const changes = changesBetween(before.trades, state.trades);
    const areKnown = !changes.some(isOverAtFirst) || explains(changes, before.totals, state.totals);
    if (!areKnown) this.#startAgain();
    else for (const entry of this.#entries.values()) this.#move(entry, changes);
    if (before.totals !== state.totals) this.#compareLater();
  }

  /** The line is up, and the state level with the feed, or it is not. */
  setLive(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    if (isLive) this.#renewAll();
  }

  /** The log began a new life: nothing known of the old one counts. */
  clear(): void {
    this.#state = null;
    this.#startAgain();
  }

  end(): void {
    for (const entry of this.#entries.values()) if (entry.timer !== null) clearTimeout(entry.timer);
    if (this.#comparing !== null) clearTimeout(this.#comparing);
    this.#entries.clear();
  }

  #add(name: string, question: ProfitQuestion): Entry {
    const entry: Entry = {
      question,
      view: WAITING,
      shown: WAITING,
      users: 0,
      missed: null,
      tries: 0,
      readAt: 0,
      timer: null,
    };
    this.#entries.set(name, entry);
    return entry;
  }

  #forgetOldest(): void {
    for (const [name, entry] of this.#entries) {
      if (this.#entries.size <= KEPT_QUESTIONS) return;
      if (entry.users > 0) continue;
      if (entry.timer !== null) clearTimeout(entry.timer);
      this.#entries.delete(name);
    }
  }

  /** No answer counts any more, nor one that is on its way. */
  #startAgain(): void {
    for (const entry of this.#entries.values()) {
      entry.view = WAITING;
      entry.missed = null;
    }
    this.#pace.now(this.#tell);
    this.#renewAll();
  }

  /** Asks again for what views show, and forgets what none does. */
  #renewAll(): void {
    for (const [name, entry] of this.#entries)
      if (entry.users > 0) this.#readIn(entry, 0);
      else this.#entries.delete(name);
  }

  #move(entry: Entry, changes: readonly TradeChange[]): void {
    entry.missed?.push(...changes);
    const { answer } = entry.view;
    if (answer === null) return;
    const moved = moveBy(answer, entry.question, changes);
    if (moved === answer) return;
    this.#show(entry, { answer: moved, problem: null });
    const { median } = entry.question;
    if (moved === null || (median && moved.books.some(({ corrected }) => corrected)))
      this.#readIn(entry, Math.max(SOON_MS, entry.readAt + READ_EVERY_MS - Date.now()));
    else if (median && closedIn(moved) !== closedIn(answer)) this.#readIn(entry, RENEW_MS);
  }

  #readIn(entry: Entry, delayMs: number): void {
    if (entry.timer !== null && delayMs > 0) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      if (entry.users > 0 && this.#isLive) void this.#read(entry);
    }, delayMs);
  }

  async #read(entry: Entry): Promise<void> {
    const missed: TradeChange[] = [];
    entry.missed = missed;
    entry.readAt = Date.now();
    const answer = await this.#ask(entry.question);
    // The log began again, or another request is newer.
    if (entry.missed !== missed) return;
    entry.missed = null;
    if (answer.kind !== "ok") {
      const problem = answer.kind === "refused" ? answer.detail : "The server cannot be reached.";
      // Asked too often is no reason to say that there is nothing: it is waited for.
      if (answer.kind !== "refused" || answer.status !== 429) this.#show(entry, { ...entry.view, problem });
      this.#readIn(entry, FAILED_AGAIN_MS);
      return;
    }
    // Its moment is another one than that of the figures beside it; on the way back all are asked again.
    if (!this.#isLive) return;
    const { complete, openedFrom } = answer.value;
    entry.tries = complete ? 0 : entry.tries + 1;
    const isTaken = complete || openedFrom !== null || entry.tries >= INCOMPLETE_TRIES;
    if (!complete) this.#readIn(entry, isTaken ? FAILED_AGAIN_MS : againMs(entry.tries));
    if (!isTaken) return;
    const value = moveBy(answer.value, entry.question, missed);
    if (value === null) this.#readIn(entry, AGAIN_MS);
    else this.#show(entry, { answer: value, problem: null });
  }

  #show(entry: Entry, view: ProfitView): void {
    entry.view = view;
    if (entry.shown.answer === null || view.answer === null) this.#pace.now(this.#tell);
    else this.#pace.soon(this.#tell);
  }

  readonly #tell = (): void => {
    for (const entry of this.#entries.values()) entry.shown = entry.view;
    this.changed();
  };

  /** The state's own totals are the truth about all bots and all time. */
  #compareLater(): void {
    this.#comparing ??= setTimeout(() => {
      this.#comparing = null;
      const state = this.#state;
      if (state === null || !this.#isLive) return;
      const agree = [...this.#entries.values()].every(({ question, view: { answer }, users }) => {
        if (answer === null || users === 0 || !answer.complete) return true;
        if (question.bots !== null || question.from !== null || (question.to ?? null) !== null) return true;
        return state.totals.every((total) => {
          const book = answer.books.find((row) => isSameBook(row, total));
          return (book?.closed ?? 0) === total.closed && (book?.realised ?? "0") === total.realised;
        });
      });
      if (!agree) this.#renewAll();
    }, COMPARE_MS);
  }
}

function againMs(tries: number): number {
  return Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** (tries - 1));
}

/** The answer with all changes that came after it. */
function moveBy(answer: ProfitAnswer, question: ProfitQuestion, changes: readonly TradeChange[]): ProfitAnswer | null {
  let moved: ProfitAnswer | null = answer;
  for (const change of changes)
    if (moved !== null && change.after.updatedSeq > answer.seq) moved = moveProfit(moved, question, change);
  return moved;
}

function closedIn({ books }: ProfitAnswer): number {
  return books.reduce((sum, { closed }) => sum + closed, 0);
}

/** It is over when it is seen for the first time. */
function isOverAtFirst({ before, after }: TradeChange): boolean {
  return before === null && after.status !== "open" && after.status !== "pending";
}

/** The trades that are new or other ones; each is looked at, and nothing of them read. */
function changesBetween(before: FeedState["trades"], after: FeedState["trades"]): readonly TradeChange[] {
  if (before === after) return [];
  const changes: TradeChange[] = [];
  for (const [key, trade] of Object.entries(after)) {
    const known: Trade | null = Object.hasOwn(before, key) ? before[key]! : null;
    if (known !== trade) changes.push({ before: known, after: trade });
  }
  return changes.sort((a, b) => a.after.updatedSeq - b.after.updatedSeq);
}

/** The same text for the same question. */
export function questionText({ by, zone, bots, from, to = null, median }: ProfitQuestion): string {
  return JSON.stringify([by, zone, bots?.toSorted() ?? null, from, to, median]);
}
