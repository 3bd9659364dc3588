/**
 * Looks in the server's history for events that a filter lets through and the page does not hold: an answer after the other from
 * the oldest event held, as far as somebody asks. Bounded in each step, and in what it keeps.
 */
import type { Position } from "fillcast";
import type { Answer, EventsPage } from "../live/api.ts";
import type { TapeRow } from "../live/tape.ts";
import type { Matches } from "../live/tape-rows.ts";
import { Watched } from "../browser/watched.ts";
import type { EventsQuestion } from "./question.ts";

/** Asks for events before a place in the log, newest first. */
export type ReadEvents = (
  before: Position | string,
  query: Readonly<Record<string, string>>,
) => Promise<Answer<EventsPage>>;

export interface SearchView {
  /** Newest first, all of them older than what was held when the search began. */
  readonly rows: readonly TapeRow[];
  /** `full`: as much was found as is kept. `end`: there is nothing older. */
  readonly phase: "idle" | "reading" | "failed" | "full" | "end";
  /** How far back it has looked, ms since 1970; null where it has not looked yet, or cannot say. */
  readonly reachedAt: number | null;
  /** What the server said where it refused; null where it did not answer. */
  readonly refusal: string | null;
}

/** Events of one answer. */
const ANSWER_EVENTS = 500;
/** A step ends when it has found a screenful … */
const STEP_ROWS = 50;
/** … or after this number of answers, each of up to 40 pages of the log. More is another step's. */
const STEP_ANSWERS = 5;
/** Rows kept of one search. */
const SEARCH_MAX_ROWS = 5_000;
/** Searches kept, so that Back finds what was found. */
const SEARCHES_MAX = 5;

export const NOT_SEARCHED: SearchView = { rows: [], phase: "idle", reachedAt: null, refusal: null };

/** One question's search, an external store. It stands in one log: another log wants another search. */
export class TapeSearch extends Watched {
  view: SearchView = NOT_SEARCHED;
  /** What it began below. */
  readonly start: Position;
  readonly #read: ReadEvents;
  readonly #question: EventsQuestion;
  #next: Position | string;

  constructor(start: Position, question: EventsQuestion, read: ReadEvents) {
    super();
    this.start = start;
    this.#next = start;
    this.#question = question;
    this.#read = read;
  }

  /** Looks further back, until a screenful is found or much was looked through. One step at a time. */
  async older(matches: Matches): Promise<void> {
    const { phase } = this.view;
    if (phase === "reading" || phase === "end" || phase === "full") return;
    this.#set({ phase: "reading", refusal: null });
    const wanted = this.view.rows.length + STEP_ROWS;
    for (let answers = 0; answers < STEP_ANSWERS && this.view.rows.length < wanted; answers++) {
      const answer = await this.#read(this.#next, { ...this.#question, limit: String(ANSWER_EVENTS) });
      if (answer.kind !== "ok") {
        this.#set({ phase: "failed", refusal: answer.kind === "refused" ? answer.detail : null });
        return;
      }
      const { events, next } = answer.value;
      const found = events.filter(matches).map((event): TapeRow => ({ event, replayed: true, recovered: false }));
      const rows = this.view.rows.concat(found).slice(0, SEARCH_MAX_ROWS);
      if (next !== null) this.#next = next;
      const isFull = rows.length === SEARCH_MAX_ROWS;
      if (next === null || isFull) {
        this.#set({ rows, phase: isFull ? "full" : "end", reachedAt: rows.at(-1)?.event.at ?? null });
        return;
      }
      this.#set({ rows });
    }
    this.#set({ phase: "idle", reachedAt: await this.#whereItStands() });
  }

  /** When the newest event happened that was not looked at. Where that is not to be had, what was found last says it. */
  async #whereItStands(): Promise<number | null> {
    const answer = await this.#read(this.#next, { limit: "1" });
    const newest = answer.kind === "ok" ? answer.value.events[0] : this.view.rows.at(-1)?.event;
    return newest?.at ?? null;
  }

  #set(change: Partial<SearchView>): void {
    this.view = { ...this.view, ...change };
    this.changed();
  }
}

/** The last searches of one feed, by their questions. An external store. */
export class TapeSearches extends Watched {
  readonly #searches = new Map<string, TapeSearch>();

  /** The search that a question has, where it goes on from what is held: nothing may lack between the two. */
  find(question: EventsQuestion, epoch: string | undefined, oldestHeld: number): TapeSearch | null {
    const search = this.#searches.get(JSON.stringify(question));
    return search?.start.epoch === epoch && search !== undefined && oldestHeld <= search.start.seq ? search : null;
  }

  begin(start: Position, question: EventsQuestion, read: ReadEvents): TapeSearch {
    const name = JSON.stringify(question);
    const search = new TapeSearch(start, question, read);
    this.#searches.delete(name);
    this.#searches.set(name, search);
    const [first] = this.#searches.keys();
    if (this.#searches.size > SEARCHES_MAX && first !== undefined) this.#searches.delete(first);
    search.subscribe(() => this.changed());
    return search;
  }
}
