/**
 * What relays took: each message that a door answered with 2xx, in its bot's order, and where it has to be in the history. A door
 * knows no ids: a message that is posted again because its answer was lost may be there once for each such try, and no more.
 */
import type { FeedEvent } from "@fillcast/protocol";
import { Difference } from "./acks.ts";
import { isAsSaid } from "./differences.ts";
import type { Said } from "./post.ts";

/** A message that was taken; times are the clock's around all tries. */
interface TakenMessage {
  readonly said: Said;
  readonly fromMs: number;
  readonly toMs: number;
  /** Tries that may have been taken too, and whose answer never came. */
  readonly lostAnswers: number;
}

export class Taken {
  readonly #byBot = new Map<string, TakenMessage[]>();
  count = 0;
  lostAnswers = 0;

  note(message: TakenMessage): void {
    const { bot } = message.said;
    const messages = this.#byBot.get(bot);
    if (messages === undefined) this.#byBot.set(bot, [message]);
    else messages.push(message);
    this.count++;
    this.lostAnswers += message.lostAnswers;
  }

  has(bot: string): boolean {
    return this.#byBot.has(bot);
  }

  /**
   * Holds the history against it: every message once, in its bot's order, with the time at which it was taken, and nothing else
   * of these bots. Answers with the events that are there again because an answer was lost. Throws a `Difference`.
   */
  compare(history: readonly FeedEvent[]): FeedEvent[] {
    const repeats: FeedEvent[] = [];
    for (const [bot, messages] of this.#byBot) {
      const events = history.filter((event) => event.bot === bot);
      let next = 0;
      for (const [index, message] of messages.entries()) {
        const first = events[next];
        if (first === undefined || !isAsSaid(message.said, first)) throw notThere(bot, index, first);
        checkWay(message, first);
        next++;
        for (let again = 0; again < message.lostAnswers; again++) {
          const event = events[next];
          if (event === undefined || !isAsSaid(message.said, event)) break;
          checkWay(message, event);
          repeats.push(event);
          next++;
        }
      }
      const extra = events[next];
      if (extra !== undefined) throw new Difference(`history has seq ${extra.seq} of ${bot} twice, or from nowhere`);
    }
    return repeats;
  }
}

function notThere(bot: string, index: number, event: FeedEvent | undefined): Difference {
  const instead = event === undefined ? "the history ends" : `there is seq ${event.seq}, ${JSON.stringify(event.data)}`;
  return new Difference(`message ${index + 1} of ${bot} was taken by its relay, and in its place ${instead}`);
}

function checkWay({ fromMs, toMs }: TakenMessage, { seq, bot, ts, edge }: FeedEvent): void {
  if (edge?.via !== "relay") throw new Difference(`seq ${seq} of ${bot} did not come through a relay`);
  if (ts === undefined || ts < fromMs || ts > toMs) {
    throw new Difference(`seq ${seq} of ${bot} was taken between ${fromMs} and ${toMs}, and says ${ts}`);
  }
}
