/**
 * What is known of a bot's life across the relay's own starts: its last start, the last contact, whether it is up. It tells of starts
 * and ends, which no message of the bot does, and writes down what `status` shows.
 */
import { isObject } from "@fillcast/protocol";
import { eventItem, type RelayEvent } from "../item.ts";
import { CONTACT_SAVE_MS } from "../limits.ts";
import type { Spool } from "../spool.ts";
import type { ApiFailure } from "./api.ts";
import { lastProcessMs, startedMs, type Answers } from "./vitals.ts";

/** A bot that is started again refuses connections for some seconds: one refusal is not its end. */
const REFUSALS_UNTIL_END = 2;

export class Diary {
  readonly #bot: string;
  readonly #spool: Spool;
  readonly #say: (line: string) => void;
  #contactMs: number | null;
  #isUp: boolean;
  #failures = 0;
  #api = "";
  #messageMs: number | null = null;
  #savedMs = Number.NEGATIVE_INFINITY;

  constructor(bot: string, spool: Spool, say: (line: string) => void) {
    this.#bot = bot;
    this.#spool = spool;
    this.#say = say;
    const contact = spool.fact(bot, "contactMs");
    this.#contactMs = contact === null ? null : Number(contact);
    this.#isUp = spool.fact(bot, "isUp") === "true";
  }

  /** True where the stream was open before, in this run or an earlier one. */
  get isKnown(): boolean {
    return this.#contactMs !== null;
  }

  /** The last instant up to which everything was heard. */
  get contactMs(): number {
    return this.#contactMs ?? 0;
  }

  /** Failed rounds in a row. */
  get failures(): number {
    return this.#failures;
  }

  message(): void {
    this.#messageMs = Date.now();
  }

  /** The API has answered. */
  up(answers: Answers, mode: string | null): void {
    this.#failures = 0;
    this.#isUp = true;
    if (this.#api !== "ok") this.#say(`${this.#bot}: its API answers.`);
    this.#api = "ok";
    const loopMs = lastProcessMs(answers.health);
    this.#save({
      api: "ok",
      isUp: "true",
      problem: mode ?? "",
      ...(loopMs === null ? {} : { loopAt: String(loopMs) }),
    });
  }

  /** A round has failed; answers with the bot's end where this is it. */
  failed(failure: ApiFailure): RelayEvent | null {
    this.#failures += 1;
    const isEnd = this.#isUp && failure.why === "down" && this.#failures >= REFUSALS_UNTIL_END;
    if (isEnd) this.#isUp = false;
    if (this.#api !== failure.words) {
      this.#api = failure.words;
      this.#say(`${this.#bot}: ${failure.words}.`);
      this.#save({
        api: failure.words,
        isUp: String(this.#isUp),
        problem: failure.why === "down" ? "process down" : "",
      });
    } else if (isEnd) this.#save({ isUp: "false" });
    if (!isEnd) return null;
    return {
      type: "status",
      data: { status: "process died", reason: `The bot takes no connections: ${failure.words}.` },
    };
  }

  /** How the stream is, in words. */
  stream(words: string): void {
    this.#say(words === "ok" ? `${this.#bot}: its stream is open.` : `${this.#bot}: its stream: ${words}.`);
    this.#save({ stream: words });
  }

  /** Everything up to now was heard, where `isWhole`. Written down now and then, or now. */
  contact(isWhole: boolean, isNow: boolean): void {
    if (isWhole) this.#contactMs = Date.now();
    if (!isNow && performance.now() - this.#savedMs < CONTACT_SAVE_MS) return;
    this.#savedMs = performance.now();
    this.#save({});
  }

  /** Tells of a start that is new. Its time is the bot's own. */
  async start({ health, show_config: config }: Answers): Promise<void> {
    const atMs = startedMs(health);
    if (atMs === null || this.#spool.fact(this.#bot, "startupMs") === String(atMs)) return;
    const { version, strategy, exchange, dry_run, bot_name, timeframe, trading_mode } = isObject(config) ? config : {};
    const data = { version, strategy, exchange, dry_run, bot_name, timeframe, trading_mode, bot_startup_ts: atMs };
    await this.#spool.put([eventItem(this.#bot, atMs, { type: "startup", data })]);
    this.#spool.note(this.#bot, { startupMs: String(atMs) });
  }

  #save(facts: Readonly<Record<string, string>>): void {
    this.#spool.note(this.#bot, {
      ...(this.#contactMs === null ? {} : { contactMs: String(this.#contactMs) }),
      ...(this.#messageMs === null ? {} : { messageAt: String(this.#messageMs) }),
      ...facts,
    });
  }
}
