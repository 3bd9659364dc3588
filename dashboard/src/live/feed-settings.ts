/**
 * What the owner has set about bots: a shown name, a group, whether lists show it, from when its own figures count. The feed
 * keeps it for all devices (PROTOCOL.md §12.9). An external store: begins with what this browser had of it last, so that names
 * do not change while the page opens, and reads it again whenever the line comes up and the page is looked at.
 */
import { type Keeping, readStored, writeStored } from "../browser/stored.ts";
import { Watched } from "../browser/watched.ts";
import type { Answer } from "./api.ts";

export interface BotSettings {
  readonly name?: string;
  readonly group?: string;
  readonly hidden?: true;
  /** ms since 1970. */
  readonly since?: number;
}
export interface SettingsDocument {
  readonly version: number;
  readonly bots: { readonly [bot: string]: BotSettings };
}

/** Reads or writes the settings at the server; what comes back is decoded here. */
export interface SettingsCalls {
  readonly read: () => Promise<Answer<unknown>>;
  readonly write: (bots: SettingsDocument["bots"], version: number) => Promise<Answer<unknown>>;
}

export const NO_SETTINGS: BotSettings = {};
const NOTHING: SettingsDocument = { version: 0, bots: {} };
/** Focus and visibility come together, and some people switch windows often. */
const READ_EVERY_MS = 2_000;
/** A change that meets others' changes is tried so often. */
const TRIES = 3;

const nameOf = (feed: string): string => `fillcast.settings.${feed}`;

export class FeedSettings extends Watched {
  view: SettingsDocument;
  readonly #calls: SettingsCalls;
  readonly #keep: (document: SettingsDocument) => void;
  #readAt = -Infinity;
  /** Counts readings that begin and writings that end: an answer that one of them has overtaken is not taken. */
  #turn = 0;

  constructor(
    calls: SettingsCalls,
    earlier: SettingsDocument = NOTHING,
    keep: (document: SettingsDocument) => void = () => {},
  ) {
    super();
    this.view = earlier;
    this.#calls = calls;
    this.#keep = keep;
  }

  readonly getView = (): SettingsDocument => this.view;

  /** Reads them unless that was done a moment ago; `now` is a clock that only runs forward, ms. */
  async refresh(now: number = performance.now()): Promise<void> {
    if (now - this.#readAt < READ_EVERY_MS) return;
    this.#readAt = now;
    await this.#read();
  }

  /**
   * Sets what is said of one bot, and leaves the others as they are. `before` is what the user has changed: if another device has
   * changed that bot since, nothing is stored. Resolves to what went wrong, or null.
   */
  async change(bot: string, before: BotSettings, after: BotSettings): Promise<string | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      const failed = await this.#read();
      if (failed !== null) return failed;
      if (!isSame(settingsOf(this.view, bot), before))
        return "This bot was changed on another device meanwhile. The fields show what it has now.";
      const { [bot]: _, ...others } = this.view.bots;
      const bots = Object.keys(after).length === 0 ? others : { ...others, [bot]: after };
      const answer = await this.#calls.write(bots, this.view.version);
      if (answer.kind === "ok") {
        this.#turn += 1;
        this.#take(answer.value);
        return null;
      }
      if (answer.kind === "unreachable" || answer.status !== 412) return problemOf(answer);
    }
    return "Other devices are changing the settings. Try again in a moment.";
  }

  /** Resolves to what went wrong, or null. */
  async #read(): Promise<string | null> {
    const turn = (this.#turn += 1);
    const answer = await this.#calls.read();
    if (answer.kind !== "ok") return problemOf(answer);
    if (turn === this.#turn) this.#take(answer.value);
    return null;
  }

  #take(value: unknown): void {
    const document = decodeSettings(value);
    if (document === null || JSON.stringify(document) === JSON.stringify(this.view)) return;
    this.view = document;
    this.#keep(document);
    this.changed();
  }
}

function problemOf(answer: Exclude<Answer<unknown>, { readonly kind: "ok" }>): string {
  if (answer.kind === "unreachable") return "The server cannot be reached.";
  return answer.status === 403 ? "Only an owner key can change this." : answer.detail;
}

/** What is set of a bot, which may be named like what every object has. */
export function settingsOf({ bots }: SettingsDocument, bot: string): BotSettings {
  return Object.hasOwn(bots, bot) ? bots[bot]! : NO_SETTINGS;
}

/** Dates from which bots' own figures count, each a question to the server: the newest of them are answered, up to this number. */
export const SINCE_DATES_MAX = 8;

/** The different dates, the newest first. */
export function datesOf({ bots }: SettingsDocument): readonly number[] {
  const dates = new Set(Object.values(bots).flatMap(({ since }) => (since === undefined ? [] : [since])));
  return [...dates].sort((a, b) => b - a).slice(0, SINCE_DATES_MAX);
}

function isSame(a: BotSettings, b: BotSettings): boolean {
  return a.name === b.name && a.group === b.group && a.hidden === b.hidden && a.since === b.since;
}

/** Total: null where it is no document, and what cannot be used of a bot is left out. */
export function decodeSettings(value: unknown): SettingsDocument | null {
  if (!isObject(value) || typeof value["version"] !== "number" || !isObject(value["bots"])) return null;
  const bots = Object.entries(value["bots"]).flatMap(([bot, said]) => (isObject(said) ? [[bot, decodeBot(said)]] : []));
  return { version: value["version"], bots: Object.fromEntries(bots) as SettingsDocument["bots"] };
}

function decodeBot({ name, group, hidden, since }: { readonly [member: string]: unknown }): BotSettings {
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof group === "string" ? { group } : {}),
    ...(hidden === true ? { hidden } : {}),
    ...(typeof since === "number" ? { since } : {}),
  };
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The settings as this browser had them last. */
export function loadSettings(keeping: Keeping, feed: string): SettingsDocument {
  try {
    return decodeSettings(JSON.parse(readStored(keeping, nameOf(feed)) ?? "null")) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

export function storeSettings(keeping: Keeping, feed: string, document: SettingsDocument): void {
  writeStored(keeping, nameOf(feed), JSON.stringify(document));
}

export function forgetSettings(feed: string): void {
  writeStored("tab", nameOf(feed), null);
  writeStored("device", nameOf(feed), null);
}
