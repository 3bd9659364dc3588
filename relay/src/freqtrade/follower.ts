/**
 * Follows one bot: its stream for what happens, its API for how it is and for what the stream cannot tell (starts, ends, what was
 * missed). One question at a time, and the bot rests in between; messages are taken whatever the API does.
 */
import { eventItem, webhookItem, type Item, type RelayEvent } from "../item.ts";
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS, SETTLE_MS } from "../limits.ts";
import { Pause } from "../pause.ts";
import type { BotSettings } from "../settings.ts";
import { SpoolFull, type Spool } from "../spool.ts";
import { BotApi, type ApiFailure } from "./api.ts";
import { Bookkeeper } from "./bookkeeper.ts";
import { Diary } from "./diary.ts";
import { Intake } from "./intake.ts";
import { openStream, type Stream } from "./stream.ts";
import {
  isEquityDue,
  isStalled,
  modeWords,
  restMs,
  toVitals,
  VITAL_ROUTES,
  type Answers,
  type Vitals,
} from "./vitals.ts";

export interface FollowerOptions {
  readonly bot: BotSettings;
  readonly spool: Spool;
  readonly pollMs: number;
  /** Takes how the bot is now. */
  readonly beat: (item: Item) => void;
  readonly say: (line: string) => void;
}

export class Follower {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  readonly #api: BotApi;
  readonly #books: Bookkeeper;
  readonly #diary: Diary;
  readonly #intake: Intake;
  #stream: Stream | null = null;
  #isOpening = false;
  #streamFailures = 0;
  /** All by a clock that never goes back. */
  #openAfterMs = 0;
  #pollAfterMs = 0;
  /** When to look at a trade, by its id. */
  readonly #settling = new Map<string, number>();
  /** The books must be looked at before anything counts as known. */
  #mustCatchUp = false;
  readonly #pause = new Pause();

  constructor(options: FollowerOptions) {
    const { bot, spool, say } = options;
    this.#options = options;
    this.#api = new BotApi(bot, this.#stop.signal);
    this.#books = new Bookkeeper(bot.name, this.#api, spool, () => this.#stream !== null && !this.#mustCatchUp);
    this.#diary = new Diary(bot.name, spool, say);
    const dropped = (from: number): void => this.#event({ type: "relay_gap", data: { from, to: Date.now() } });
    this.#intake = new Intake({ spool, say, dropped, signal: this.#stop.signal });
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const failure = await this.#round();
        if (failure !== null) this.#failed(failure);
      } catch (error) {
        // A full spool, or a fault of ours: either way its messages go on, and the rest is tried again.
        if (!(error instanceof SpoolFull)) this.#options.say(`${this.#options.bot.name}: ${(error as Error).stack}`);
        this.#pollAfterMs = performance.now() + Math.max(this.#options.pollMs, BACKOFF_MAX_MS);
      }
      await this.#rest();
    }
    this.#stream?.close();
    await this.#intake.settled();
  }

  stop(): void {
    this.#diary.contact(this.#stream !== null && !this.#mustCatchUp, true);
    this.#stop.abort();
    this.#pause.wake();
  }

  async #round(): Promise<ApiFailure | null> {
    const failure = await this.#connect();
    if (failure !== null) return failure;
    if (performance.now() >= this.#pollAfterMs) {
      const failure = await this.#poll();
      if (failure !== null) return failure;
    }
    for (const [id, dueMs] of this.#settling) {
      if (dueMs > performance.now()) continue;
      this.#settling.delete(id);
      const failure = await this.#books.lookAt(id);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** Begins to open the stream, where it is not open; it goes on beside the rounds. */
  async #connect(): Promise<ApiFailure | null> {
    if (this.#stream !== null || this.#isOpening || performance.now() < this.#openAfterMs) return null;
    const url = await this.#api.streamUrl();
    if (typeof url !== "string") return url;
    this.#isOpening = true;
    void this.#open(url);
    return null;
  }

  async #open(url: string): Promise<void> {
    const message = (text: string, tradeId: string | null): void => this.#message(text, tradeId);
    const closed = (why: string): void => this.#closed(why);
    const opened = await openStream(url, { message, closed });
    this.#isOpening = false;
    if (typeof opened === "string") return this.#closed(opened);
    this.#stream = opened;
    if (this.#stop.signal.aborted) return opened.close();
    this.#streamFailures = 0;
    this.#diary.stream("ok");
    // Before the first contact there is nothing to catch up with.
    this.#mustCatchUp = this.#diary.isKnown;
    if (!this.#mustCatchUp) this.#diary.contact(true, true);
    this.#pollNow();
  }

  async #poll(): Promise<ApiFailure | null> {
    const { bot, pollMs, spool, beat } = this.#options;
    const startedMs = performance.now();
    // A look that began before the stream was open says nothing of the time in between.
    const isGap = this.#mustCatchUp;
    const answers: { -readonly [Route in keyof Answers]: unknown } = {};
    let clockMs = Date.now();
    for (const route of VITAL_ROUTES) {
      const answer = await this.#api.get(route);
      if (answer.kind === "value") answers[route] = answer.value;
      // A version without the route, or a bot that cannot answer it now, e.g. while it starts.
      else if (answer.why !== "absent" && answer.why !== "odd") return answer;
      if (route === "health" && answer.kind === "value") clockMs = answer.clockMs ?? clockMs;
      else if (route === "show_config" && answer.kind === "failed") return answer;
    }
    this.#diary.up(answers, modeWords(answers.show_config));
    const pauseMs = restMs(pollMs, performance.now() - startedMs);
    // A stream that opened meanwhile is not kept waiting: what was missed comes next.
    this.#pollAfterMs = this.#mustCatchUp && !isGap ? 0 : performance.now() + pauseMs;
    const problem = isStalled(answers, clockMs, pollMs) ? "loop stalled" : null;
    const vitals = toVitals(answers, problem);
    beat(vitalsItem(bot.name, vitals));
    await this.#diary.start(answers);
    const failure = await this.#compare(answers, isGap);
    if (failure !== null) return failure;
    const equityMs = spool.fact(bot.name, "equityMs");
    const now = Date.now();
    if (vitals.balance.value !== null && isEquityDue(equityMs === null ? null : Number(equityMs), now, now + pauseMs)) {
      await spool.put([eventItem(bot.name, now, toEquity(vitals))]);
      spool.note(bot.name, { equityMs: String(now) });
    }
    this.#diary.contact(this.#stream !== null && !this.#mustCatchUp, false);
    return null;
  }

  /** Compares the books with what was sent; after a gap, back to the last contact. */
  async #compare({ status }: Answers, isGap: boolean): Promise<ApiFailure | null> {
    const { bot, spool } = this.#options;
    const begun = await this.#books.begin();
    if (begun !== null) return begun;
    if (status !== undefined) {
      const isSettling = (id: string): boolean => this.#settling.has(id);
      const failure = await this.#books.lookAtOpen(status, isSettling, this.#isBlind ? "books" : null);
      if (failure !== null) return failure;
    }
    if (!isGap) return null;
    const caughtUp = await this.#books.catchUp();
    if (caughtUp !== null) return caughtUp;
    const to = Date.now();
    // A clock that was set back meanwhile makes no span that ends before it begins.
    const gap = { from: Math.min(this.#diary.contactMs, to), to };
    await spool.put([eventItem(bot.name, gap.to, { type: "relay_gap", data: gap })]);
    this.#mustCatchUp = false;
    return null;
  }

  #message(text: string, tradeId: string | null): void {
    const { bot } = this.#options;
    const bytes = Buffer.from(text);
    this.#intake.take(webhookItem(bot.name, Date.now(), { contentType: "application/json", bytes }));
    this.#diary.message();
    if (tradeId === null) return;
    this.#settling.delete(tradeId);
    this.#settling.set(tradeId, performance.now() + SETTLE_MS);
    this.#pause.wake();
  }

  #closed(why: string): void {
    const wasOpen = this.#stream !== null;
    this.#stream = null;
    if (this.#stop.signal.aborted) return;
    if (why.includes("token")) this.#api.forgetToken();
    if (wasOpen && !this.#mustCatchUp) this.#diary.contact(true, true);
    this.#diary.stream(why);
    this.#streamFailures = wasOpen ? 0 : this.#streamFailures + 1;
    this.#openAfterMs = performance.now() + backoffMs(this.#streamFailures);
    this.#pause.wake();
  }

  #failed(failure: ApiFailure): void {
    const { bot, beat } = this.#options;
    if (this.#stop.signal.aborted) return;
    const ended = this.#diary.failed(failure);
    if (ended !== null) this.#event(ended);
    if (failure.why === "down") beat(vitalsItem(bot.name, toVitals({}, "process down")));
    this.#pollAfterMs = performance.now() + backoffMs(this.#diary.failures);
    this.#openAfterMs = Math.max(this.#openAfterMs, this.#pollAfterMs);
  }

  #event(event: RelayEvent): void {
    this.#intake.take(eventItem(this.#options.bot.name, Date.now(), event));
  }

  #pollNow(): void {
    this.#pollAfterMs = 0;
    this.#pause.wake();
  }

  async #rest(): Promise<void> {
    const dueMs = Math.min(this.#pollAfterMs, ...this.#settling.values(), this.#openDueMs());
    await this.#pause.wait(Math.max(0, dueMs - performance.now()));
  }

  /** Messages are being missed, or were: what is seen now was not heard. */
  get #isBlind(): boolean {
    return this.#diary.isKnown && (this.#stream === null || this.#mustCatchUp);
  }

  #openDueMs(): number {
    return this.#stream !== null || this.#isOpening ? Number.POSITIVE_INFINITY : this.#openAfterMs;
  }
}

function vitalsItem(bot: string, vitals: Vitals): Item {
  return eventItem(bot, Date.now(), { type: "heartbeat", data: { vitals } });
}

function toEquity({ balance, openProfit }: Vitals): RelayEvent {
  const { value, total, free, currency } = balance;
  return { type: "equity", data: { value, total, free, openProfit, currency } };
}

function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(failures, 16)) * (0.5 + Math.random() / 2);
}
