/**
 * A bot's REST API as far as the relay uses it: the login, and GET routes. It never trades: nothing here sends anything else.
 * One request at a time per bot is its caller's promise. Every outcome is a value, and numbers stay the text that the bot wrote.
 */
import { isObject } from "@fillcast/protocol";
import { ask, isRefusedConnection, type HttpAnswer, type HttpOutcome } from "../http.ts";
import type { BotSettings } from "../settings.ts";
import { parseExact, textOf } from "./exact.ts";

export interface ApiValue {
  readonly kind: "value";
  readonly value: unknown;
  /** The bot's clock, ms since 1970, to the second; null where it does not say. */
  readonly clockMs: number | null;
}
export interface ApiFailure {
  readonly kind: "failed";
  readonly why:
    | "down"
    | "unreachable"
    | "credentials"
    /** A route that this version does not have, or a thing that is not there: `isRoute` tells. */
    | "absent"
    | "odd";
  /** What is wrong and what to do. */
  readonly words: string;
  readonly isRoute?: boolean;
}
export type ApiAnswer = ApiValue | ApiFailure;

/** Access tokens live 15 minutes; a stream that opens shall not meet the end of one. */
const TOKEN_LIFE_MS = 10 * 60_000;

export class BotApi {
  readonly #bot: BotSettings;
  readonly #signal: AbortSignal;
  #token = "";
  /** By a clock that never goes back. */
  #tokenUntilMs = 0;

  constructor(bot: BotSettings, signal: AbortSignal) {
    this.#bot = bot;
    this.#signal = signal;
  }

  /** `path` is behind `/api/v1/`. */
  async get(path: string): Promise<ApiAnswer> {
    const failure = await this.#login();
    if (failure !== null) return failure;
    let outcome = await this.#ask(path);
    if (outcome.kind === "answer" && outcome.status === 401) {
      // It was started again with another secret, or its clock jumped.
      this.#tokenUntilMs = 0;
      const failure = await this.#login();
      if (failure !== null) return failure;
      outcome = await this.#ask(path);
    }
    return toAnswer(outcome);
  }

  /** The stream's address with a token that holds for some minutes. */
  async streamUrl(): Promise<string | ApiFailure> {
    const failure = await this.#login();
    if (failure !== null) return failure;
    return `${this.#bot.url.replace(/^http/, "ws")}/api/v1/message/ws?token=${this.#token}`;
  }

  /** Asks for a new token next time: the stream was refused with this one. */
  forgetToken(): void {
    this.#tokenUntilMs = 0;
  }

  async #login(): Promise<ApiFailure | null> {
    if (performance.now() < this.#tokenUntilMs) return null;
    const { url, user, password } = this.#bot;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const headers = { authorization };
    const answer = toAnswer(
      await ask(`${url}/api/v1/token/login`, { method: "POST", headers, body: "", signal: this.#signal }),
    );
    if (answer.kind === "failed") return answer;
    const token = isObject(answer.value) ? answer.value.access_token : undefined;
    if (typeof token !== "string") return { kind: "failed", why: "odd", words: NOT_FREQTRADE };
    this.#token = token;
    this.#tokenUntilMs = performance.now() + TOKEN_LIFE_MS;
    return null;
  }

  #ask(path: string): Promise<HttpOutcome> {
    const headers = { authorization: `Bearer ${this.#token}` };
    return ask(`${this.#bot.url}/api/v1/${path}`, { method: "GET", headers, signal: this.#signal });
  }
}

const NOT_FREQTRADE = "what answers is no API of Freqtrade. Check host and port, and a proxy in between";

function toAnswer(outcome: HttpOutcome): ApiAnswer {
  if (outcome.kind === "failure") {
    const why = isRefusedConnection(outcome.code) ? "down" : "unreachable";
    return { kind: "failed", why, words: outcome.words };
  }
  if (outcome.status === 401) {
    const words = "it refuses user or password. They stand in its configuration under api_server";
    return { kind: "failed", why: "credentials", words };
  }
  const value = parseExact(outcome.body);
  if (outcome.status === 200 && value !== undefined) return { kind: "value", value, clockMs: clockOf(outcome) };
  const detail = isObject(value) ? (textOf(value.detail) ?? textOf(value.error)) : null;
  if (outcome.status === 404) {
    // FastAPI's own words where there is no such route.
    const isRoute = detail === "Not Found" || detail === null;
    return {
      kind: "failed",
      why: "absent",
      isRoute,
      words: isRoute ? "its version has no such route" : detail,
    };
  }
  const words = detail !== null ? `it answers ${outcome.status}: ${detail.slice(0, 200)}` : NOT_FREQTRADE;
  return { kind: "failed", why: "odd", words };
}

function clockOf({ headers }: HttpAnswer): number | null {
  const ms = Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? null : ms;
}
