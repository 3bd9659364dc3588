/**
 * Hands over what waits: one request at a time over a connection that is kept, and the next takes everything that came meanwhile.
 * What the answers mean is decided in sender.ts. Heartbeats are not spooled: only the newest of each bot is worth sending.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { BODY_MAX_BYTES } from "@fillcast/protocol";
import { toDoor } from "./doors.ts";
import { ask, type HttpOutcome } from "./http.ts";
import type { Item } from "./item.ts";
import { CONTACT_SAVE_MS, DOORS_MS, GZIP_MIN_BYTES, KEY_RETRY_MS } from "./limits.ts";
import { judge, NEW_LINE, type Line, type Verdicts } from "./sender.ts";
import { Pause } from "./pause.ts";
import type { Spool, Waiting } from "./spool.ts";

export interface ForwarderOptions {
  readonly spool: Spool;
  readonly url: string;
  readonly key: string;
  readonly say: (line: string) => void;
}

const compress = promisify(gzip);

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #beats = new Map<string, Item>();
  #line: Line = NEW_LINE;
  /** Places of what is delivered and still on disk, since the disk was too full even to take it out. */
  #unwritten: number[] = [];
  #restsUntilMs = 0;
  #successNotedMs = Number.NEGATIVE_INFINITY;
  #error: string | null = null;
  /** ms of a clock that never goes back; the server has no `/v1/relay` until then. */
  #doorsUntil = 0;
  /** Nothing to send: until something comes. */
  readonly #idle = new Pause();
  /** After a failure: until its end, whatever comes. */
  readonly #penance = new Pause();
  readonly #stop = new AbortController();

  constructor(options: ForwarderOptions) {
    this.#options = options;
    options.spool.onArrival(() => this.#idle.wake());
  }

  /** What the bot is like now, in place of what waits of it. */
  beat(item: Item): void {
    this.#beats.set(item.bot, item);
    this.#idle.wake();
  }

  /** True where something waits that may be handed over by then, on a clock that never goes back. */
  mayDeliverBy(deadlineMs: number): boolean {
    return this.#restsUntilMs < deadlineMs && !this.#hasNothing;
  }

  get #hasNothing(): boolean {
    return this.#options.spool.next(this.#unwritten.at(-1) ?? 0, 1, 1).length === 0;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const pauseMs = await this.#step();
      if (pauseMs === null) await this.#idle.wait(null);
      else if (pauseMs > 0) {
        this.#restsUntilMs = performance.now() + pauseMs;
        await this.#penance.wait(pauseMs);
      }
    }
  }

  stop(): void {
    this.#stop.abort();
    this.#idle.wake();
    this.#penance.wake();
  }

  /** One request; answers with the pause after it, null where there was nothing to send. */
  async #step(): Promise<number | null> {
    const { spool } = this.#options;
    const isOld = performance.now() < this.#doorsUntil;
    const limit = isOld ? 1 : this.#line.limit;
    const beats = this.#takeBeats(Math.ceil(limit / 2));
    const items = spool.next(this.#unwritten.at(-1) ?? 0, limit - beats.length, BODY_MAX_BYTES);
    const sent: readonly Item[] = [...items, ...beats];
    const [first] = sent;
    if (first === undefined) return null;
    const outcome = isOld ? asRelay(first, await this.#toDoor(first)) : await this.#toRelay(sent);
    if (this.#stop.signal.aborted && outcome.kind === "failure") return 0;
    const judged = judge(
      sent.map(({ id }) => id),
      outcome,
      this.#line,
      Math.random(),
    );
    this.#line = judged.line;
    if (judged.hasNoRelay) return this.#turnToDoors(isOld);
    this.#settle(items, judged);
    this.#report(judged.error);
    return judged.pauseMs;
  }

  /** A server that has not even the doors is none; its key may be of another host. */
  #turnToDoors(isOld: boolean): number {
    if (isOld) {
      this.#report("The server has neither /v1/relay nor the doors that older versions have. Check --url.");
      return KEY_RETRY_MS;
    }
    this.#doorsUntil = performance.now() + DOORS_MS;
    this.#options.say("The server is older than this relay: everything goes through its doors, one by one.");
    return 0;
  }

  #settle(items: readonly Waiting[], { stored, refused }: Verdicts): void {
    const { spool, say } = this.#options;
    const delivered = items.filter(({ id }) => stored.has(id));
    const setAside = items.flatMap((item) => {
      const problem = refused.get(item.id);
      return problem === undefined ? [] : [{ item, problem }];
    });
    for (const { item, problem } of setAside) say(`The server refused a message of ${item.bot}: ${problem}`);
    if (delivered.length + setAside.length === 0) return;
    const places = [...this.#unwritten, ...delivered.map(({ n }) => n)];
    this.#unwritten = spool.settle(places, setAside, Date.now()) ? [] : places;
  }

  /** Said when it changes, and written down for `status`. */
  #report(error: string | null): void {
    const { spool, say } = this.#options;
    const now = String(Date.now());
    if (error === null && performance.now() - this.#successNotedMs > CONTACT_SAVE_MS) {
      // An error that an earlier process has written down is over too.
      spool.note("", { successAt: now, error: "" });
      this.#successNotedMs = performance.now();
    }
    if (error === this.#error) return;
    if (error !== null) {
      say(error);
      spool.note("", { error, errorAt: now });
    } else {
      say("The server takes messages again.");
      spool.note("", { error: "" });
    }
    this.#error = error;
  }

  #takeBeats(limit: number): Item[] {
    const taken = [...this.#beats.values()].slice(0, limit);
    for (const { bot } of taken) this.#beats.delete(bot);
    return taken;
  }

  async #toRelay(items: readonly Item[]): Promise<HttpOutcome> {
    const text = items.map(({ line }) => line).join("\n");
    const isLarge = text.length >= GZIP_MIN_BYTES;
    const encoding: Record<string, string> = isLarge ? { "content-encoding": "gzip" } : {};
    const body = isLarge ? await compress(text) : text;
    return this.#post("/v1/relay", "application/x-ndjson", body, encoding);
  }

  #toDoor({ line }: Item): Promise<HttpOutcome> {
    const { path, contentType, body } = toDoor(line);
    return this.#post(path, contentType, body);
  }

  #post(path: string, contentType: string, body: string | Uint8Array, more: Record<string, string> = {}) {
    const { url, key } = this.#options;
    const headers = { authorization: `Bearer ${key}`, "content-type": contentType, ...more };
    return ask(`${url}${path}`, { method: "POST", headers, body, signal: this.#stop.signal });
  }
}

/** A door's yes as `/v1/relay` would say it; its no is the same there. */
function asRelay({ id }: Item, outcome: HttpOutcome): HttpOutcome {
  if (outcome.kind === "failure" || outcome.status < 200 || outcome.status > 299) return outcome;
  if (!/"status"\s*:\s*"ok"/.test(outcome.body)) return outcome;
  return { ...outcome, status: 200, body: JSON.stringify({ status: "ok", events: [{ id }] }) };
}
