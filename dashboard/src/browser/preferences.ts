/**
 * What the user chose about this page on this device: time zone, theme, what is worth a toast. One value in localStorage,
 * read by any component; unknown or broken parts fall back to the defaults. The theme has a name of its own, since it is read
 * before anything else runs (public/theme.js).
 */
import { useSyncExternalStore } from "react";
import { isTimeZone } from "fillcast/csv";
import { readStored, writeStored } from "./stored.ts";
import { Watched } from "./watched.ts";
import type { Zone } from "../words/instant.ts";
import { isLocale, setLocale } from "../words/locale.ts";

export type Theme = "system" | "light" | "dark";

/** Which notifications a bot gets. */
export interface Rule {
  readonly closes: boolean;
  /** Notify of closes that lost more than this many percent even if closes are off; null: never. */
  readonly lossWorseThanPercent: number | null;
  readonly exceptions: boolean;
  readonly silence: boolean;
}
export interface Preferences {
  readonly zone: Zone;
  /** A locale's tag, whose way of writing numbers and times is the page's; `system` is the browser's. */
  readonly format: string;
  /** Operating system notifications while the tab is hidden; the browser's consent comes on top. */
  readonly osNotifications: boolean;
  /** Single-key shortcuts. */
  readonly shortcuts: boolean;
  readonly rule: Rule;
  /** Rules of bots that differ. */
  readonly botRules: { readonly [bot: string]: Rule };
}

export const DEFAULT_PREFERENCES: Preferences = {
  zone: "local",
  format: "system",
  osNotifications: false,
  shortcuts: true,
  rule: { closes: true, lossWorseThanPercent: 3, exceptions: true, silence: true },
  botRules: {},
};

const NAME = "fillcast.preferences";
const THEME_NAME = "fillcast.theme";

const watched = new Watched();
let preferences: Preferences | null = null;

export function getPreferences(): Preferences {
  preferences ??= parsePreferences(readStored("device", NAME));
  return preferences;
}

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...getPreferences(), ...change };
  writeStored("device", NAME, JSON.stringify(preferences));
  if (change.format !== undefined) applyFormat();
  watched.changed();
}

/** Has numbers and times written as was chosen; what is drawn already has to be drawn once more. */
export function applyFormat(): void {
  const { format } = getPreferences();
  setLocale(format === "system" ? navigator.language : format);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watched.subscribe, getPreferences);
}

export function useZone(): Zone {
  return usePreferences().zone;
}

/** The rule of a bot that differs; a bot may be named like what every object has. */
export function ownRule({ botRules }: Preferences, bot: string): Rule | undefined {
  return Object.hasOwn(botRules, bot) ? botRules[bot] : undefined;
}

/** The rule that applies to a bot. */
export function ruleOf(from: Preferences, bot: string): Rule {
  return ownRule(from, bot) ?? from.rule;
}

export function getTheme(): Theme {
  const stored = readStored("device", THEME_NAME);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function setTheme(theme: Theme): void {
  writeStored("device", THEME_NAME, theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Total: whatever was stored, the result is whole. */
export function parsePreferences(text: string | null): Preferences {
  const stored = parseObject(text);
  return {
    zone: parseZone(stored["zone"]),
    format: parseFormat(stored["format"]),
    osNotifications: stored["osNotifications"] === true,
    shortcuts: stored["shortcuts"] !== false,
    rule: parseRule(stored["rule"]),
    botRules: Object.fromEntries(
      Object.entries(asObject(stored["botRules"])).map(([bot, rule]) => [bot, parseRule(rule)]),
    ),
  };
}

/** A zone that this browser does not know is its own. */
function parseZone(value: unknown): Zone {
  return typeof value === "string" && (value === "utc" || isTimeZone(value)) ? value : "local";
}

/** A locale that this browser does not know is its own. */
function parseFormat(value: unknown): string {
  return typeof value === "string" && isLocale(value) ? value : "system";
}

function parseRule(value: unknown): Rule {
  const { closes, lossWorseThanPercent, exceptions, silence } = DEFAULT_PREFERENCES.rule;
  const rule = asObject(value);
  const limit = rule["lossWorseThanPercent"];
  return {
    closes: typeof rule["closes"] === "boolean" ? rule["closes"] : closes,
    lossWorseThanPercent: limit === null || (typeof limit === "number" && limit >= 0) ? limit : lossWorseThanPercent,
    exceptions: typeof rule["exceptions"] === "boolean" ? rule["exceptions"] : exceptions,
    silence: typeof rule["silence"] === "boolean" ? rule["silence"] : silence,
  };
}

function parseObject(text: string | null): { readonly [name: string]: unknown } {
  try {
    return asObject(JSON.parse(text ?? "null"));
  } catch {
    return {};
  }
}

function asObject(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
