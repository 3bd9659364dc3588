/**
 * What was acknowledged: each event that was posted with the seq that the server gave it. Every answer is held against the
 * ones before it at once: a repeat has to get the same seq and say so.
 */
import type { Post, Said } from "./post.ts";

/** An event with its place. `number` counts its bot's events from 1 in the order in which they were posted. */
export interface Acked {
  readonly said: Said;
  readonly number: number;
  readonly seq: number;
  /** The id under which the server says that it delivers it. */
  readonly id: string;
}

/** One event's part of an answer. */
export interface AnsweredEvent {
  readonly id: string;
  readonly seq: number | null;
  readonly duplicate: boolean;
}

export interface AckFigures {
  /** Answers of 2xx, repeats included. */
  answers: number;
  /** Events that answers called duplicates. */
  duplicates: number;
  /** Posts whose first try stored them, and whose answer never came. */
  lostAnswers: number;
}

/** What does not agree, in a sentence that names the event. */
export class Difference extends Error {}

export class Acks {
  readonly bySeq = new Map<number, Acked>();
  readonly figures: AckFigures = { answers: 0, duplicates: 0, lostAnswers: 0 };
  readonly #byPost = new Map<Post, readonly Acked[]>();
  readonly #numbers = new Map<string, number>();

  /** Takes in an answer to a post, the first one or that of a repeat. Throws a `Difference`. */
  note(post: Post, events: readonly AnsweredEvent[]): void {
    if (events.length !== post.said.length) {
      throw new Difference(`an answer names ${events.length} events, ${post.said.length} were posted`);
    }
    this.figures.answers++;
    this.figures.duplicates += events.filter(({ duplicate }) => duplicate).length;
    const earlier = this.#byPost.get(post);
    if (earlier === undefined) this.#noteFirst(post, events);
    else checkRepeat(earlier, events);
  }

  /** Forgets a post that will not be repeated. */
  settle(post: Post): void {
    this.#byPost.delete(post);
  }

  #noteFirst(post: Post, events: readonly AnsweredEvent[]): void {
    if (events.some(({ duplicate }) => duplicate)) this.figures.lostAnswers++;
    if (new Set(events.map(({ duplicate }) => duplicate)).size > 1) {
      throw new Difference(
        `a batch of ${nameOf(post.said[0]!)} was stored in part: some of it was new, some a duplicate`,
      );
    }
    const acked = post.said.map((said, index) => this.#place(said, events[index]!));
    this.#byPost.set(post, acked);
  }

  #place(said: Said, { id, seq }: AnsweredEvent): Acked {
    if (seq === null) throw new Difference(`${nameOf(said)} was acknowledged without a seq`);
    const taken = this.bySeq.get(seq);
    if (taken !== undefined)
      throw new Difference(`seq ${seq} was given to ${nameOf(taken.said)} and to ${nameOf(said)}`);
    if (said.id !== null && said.id !== id) throw new Difference(`${nameOf(said)} was acknowledged as ${id}`);
    const number = (this.#numbers.get(said.bot) ?? 0) + 1;
    this.#numbers.set(said.bot, number);
    const acked = { said, number, seq, id };
    this.bySeq.set(seq, acked);
    return acked;
  }
}

function checkRepeat(earlier: readonly Acked[], events: readonly AnsweredEvent[]): void {
  for (const [index, { seq, id, duplicate }] of events.entries()) {
    const first = earlier[index]!;
    if (!duplicate)
      throw new Difference(`a repeat of ${nameOf(first.said)}, seq ${first.seq}, was stored again as seq ${seq}`);
    if (seq !== first.seq || id !== first.id) {
      throw new Difference(`${nameOf(first.said)} is seq ${first.seq} (${first.id}) and, repeated, seq ${seq} (${id})`);
    }
  }
}

function nameOf({ bot, type, id }: Said): string {
  return id ?? `${type} of ${bot}`;
}
