/**
 * How the reader writes numbers and times: the marks of a locale, and whether its clocks count to twelve. The page's words are
 * English, so dates are English too, in the order of the locale's region. Set when the page starts and when the setting changes.
 */

/** How digits stand together: 1,234.56 or 12,34,567.8 or 1 234,56. */
export interface NumberStyle {
  readonly group: string;
  readonly point: string;
  /** Digits of the last group, and of those before it. */
  readonly sizes: readonly [last: number, others: number];
  /** Whole digits from which on they are grouped. */
  readonly from: number;
}
export interface TimeStyle {
  /** An English locale for dates, of the reader's region. */
  readonly dates: string;
  readonly hourCycle: "h12" | "h23";
}

/** What stands before any locale is set. */
const DEFAULT_LOCALE = "en-GB";

const ENGLISH: NumberStyle = { group: ",", point: ".", sizes: [3, 3], from: 4 };
/** What the browser would say of them: asking it takes longer than anything else that a page does when it opens. */
export const WELL_KNOWN: ReadonlyMap<string, { readonly numbers: NumberStyle; readonly times: TimeStyle }> = new Map([
  ["en-GB", { numbers: ENGLISH, times: { dates: "en-GB", hourCycle: "h23" } }],
  ["en-US", { numbers: ENGLISH, times: { dates: "en-US", hourCycle: "h12" } }],
]);

let chosen = DEFAULT_LOCALE;
let version = 0;
/** Of the chosen locale; worked out when something is to be written. */
let numbers: NumberStyle | null = null;
let times: TimeStyle | null = null;

/** Writes as this locale does. */
export function setLocale(locale: string): void {
  chosen = WELL_KNOWN.has(locale) ? locale : knownLocale(locale);
  numbers = null;
  times = null;
  version += 1;
}

export function numberStyle(): NumberStyle {
  return (numbers ??= WELL_KNOWN.get(chosen)?.numbers ?? numberStyleOf(chosen));
}

export function timeStyle(): TimeStyle {
  return (times ??= WELL_KNOWN.get(chosen)?.times ?? timeStyleOf(chosen));
}

/** Another one for each change: formats of an earlier style are of no use. */
export function styleVersion(): number {
  return version;
}

/** The locale that a text means; what this browser does not know is the default. A browser may hand on its system's form: `en-US@posix`. */
export function knownLocale(text: string): string {
  const plain = text.replace(/[@.].*$/s, "").replaceAll("_", "-");
  return isLocale(plain) ? plain : DEFAULT_LOCALE;
}

export function isLocale(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

/** As the browser has it. */
export function numberStyleOf(locale: string): NumberStyle {
  const format = new Intl.NumberFormat(locale, { numberingSystem: "latn", minimumFractionDigits: 1 });
  const parts = format.formatToParts(123_456_789_012.5);
  const markOf = (type: Intl.NumberFormatPartTypes, usual: string): string =>
    parts.find((part) => part.type === type)?.value ?? usual;
  const whole = parts.filter(({ type }) => type === "integer").map(({ value }) => value.length);
  const isGroupedAt = (digits: number): boolean =>
    format.formatToParts(10 ** (digits - 1)).some(({ type }) => type === "group");
  return {
    group: markOf("group", ","),
    point: markOf("decimal", "."),
    sizes: [whole.at(-1) ?? 3, whole.at(-2) ?? 3],
    from: [4, 5].find(isGroupedAt) ?? Infinity,
  };
}

/** As the browser has it. */
export function timeStyleOf(locale: string): TimeStyle {
  const { region } = new Intl.Locale(locale).maximize();
  const { hour12 = false } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
  const dates = region === undefined ? DEFAULT_LOCALE : `en-${region}`;
  // Where nobody has said how English is written in a region, it is not written as in America.
  const isKnown = new Intl.DateTimeFormat(dates).resolvedOptions().locale === dates;
  return { dates: isKnown ? dates : DEFAULT_LOCALE, hourCycle: hour12 ? "h12" : "h23" };
}
