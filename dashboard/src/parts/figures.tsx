/**
 * Numbers on the page: profits with sign, arrow and colour, prices with their exact digits on hover and on copy, and
 * instants. The formatting is in words/; this gives it its clothes.
 */
import { plainDecimal, price, quantity, signedMoney, signedPercent, signOf } from "../words/decimal.ts";
import { ago, exactInstant } from "../words/instant.ts";
import { UNREADABLE_WHY, unreadableWords } from "../words/unreadable.ts";
import { useClocked } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import styles from "./figures.module.css";

/** Nothing is known here; never a zero that nobody measured. */
export function Unknown({ why }: { readonly why?: string }) {
  return why === undefined ? (
    <span className={styles.unknown}>–</span>
  ) : (
    <span className={styles.unknown} data-hint={why} aria-description={why}>
      –
    </span>
  );
}

/** A figure that has been asked for: a shape in its place, never a part of it. `chars` is about how long it will be. */
export function Awaited({ chars = 6 }: { readonly chars?: number }) {
  return (
    <span
      className={styles.awaited}
      style={{ inlineSize: `${chars}ch` }}
      role="img"
      aria-label="Loading"
      data-awaited
    />
  );
}

/** What stands in the place of a figure that has no answer: a shape while it is waited for, else why there is none. */
export function NoAnswer({ problem, chars }: { readonly problem: string | null; readonly chars?: number }) {
  if (problem !== null) return <Unknown why={`Not available: ${problem}`} />;
  return chars === undefined ? <Awaited /> : <Awaited chars={chars} />;
}

/** A profit in its currency. `unit` writes the currency beside it; leave it out where the column or the heading says it. */
export function Profit(props: {
  readonly value: string | null;
  readonly currency: string;
  readonly unit?: boolean;
  readonly arrow?: boolean;
  /** Why it is not known, where it is not. */
  readonly why?: string;
}) {
  const { value, currency, unit = false, arrow = true, why } = props;
  if (value === null) return why === undefined ? <Unknown /> : <Unknown why={why} />;
  const exact = plainDecimal(value);
  return (
    <span className={styles.figure} data-sign={signOf(value)} data-exact={exact} data-hint={`${exact} ${currency}`}>
      {arrow && <Arrow sign={signOf(value)} />}
      {signedMoney(value, currency)}
      {unit && <span className={styles.unit}> {currency}</span>}
    </span>
  );
}

/** Trades whose profit is in none of the figures beside it; nothing where there are none. */
export function Unreadable({ trades }: { readonly trades: number }) {
  if (trades === 0) return null;
  return (
    <small className={styles.unreadable} data-hint={UNREADABLE_WHY}>
      {unreadableWords(trades)}
    </small>
  );
}

/** A ratio as a percentage with its sign. */
export function Percent({ value }: { readonly value: string | null }) {
  if (value === null) return <Unknown />;
  return (
    <span
      className={styles.figure}
      data-sign={signOf(value)}
      data-exact={plainDecimal(value)}
      data-hint={`ratio ${plainDecimal(value)}`}
    >
      {signedPercent(value)}
    </span>
  );
}

/** A price; the exact one on hover where it is longer. */
export function Price({ value, why }: { readonly value: string | null; readonly why?: string }) {
  return <Shortened value={value} why={why} words={price} />;
}

/** An amount of what is traded, in the same way. */
export function Quantity({ value, why }: { readonly value: string | null; readonly why?: string }) {
  return <Shortened value={value} why={why} words={quantity} />;
}

function Shortened(props: {
  readonly value: string | null;
  readonly why: string | undefined;
  readonly words: (value: string) => string;
}) {
  const { value, why, words } = props;
  if (value === null) return why === undefined ? <Unknown /> : <Unknown why={why} />;
  const shown = words(value);
  const exact = plainDecimal(value);
  return (
    <span
      className={styles.figure}
      data-exact={exact}
      {...(digitsOf(shown) === digitsOf(exact) ? {} : { "data-hint": exact })}
    >
      {shown}
    </span>
  );
}

/** A figure's digits without marks, which are the reader's on screen. */
function digitsOf(text: string): string {
  return text.replaceAll(/[^\d]/g, "");
}

/** An instant: relative under an hour, then a clock; the whole of it on hover. */
export function Instant({ at }: { readonly at: number | null }) {
  return at === null ? <Unknown /> : <KnownInstant at={at} />;
}

/** Draws again when its words change, and not each second. */
function KnownInstant({ at }: { readonly at: number }) {
  const zone = useZone();
  const words = useClocked((now) => ago(at, now, zone));
  return (
    <time className={styles.instant} dateTime={new Date(at).toISOString()} data-hint={exactInstant(at, zone)}>
      {words}
    </time>
  );
}

function Arrow({ sign }: { readonly sign: -1 | 0 | 1 }) {
  if (sign === 0) return null;
  return (
    <svg className={styles.arrow} viewBox="0 0 8 8" aria-hidden="true">
      <path d={sign > 0 ? "M4 1.5 7.2 6.5H.8Z" : "M4 6.5.8 1.5h6.4Z"} />
    </svg>
  );
}

/** Copying a figure copies its exact digits, not the shorter ones on screen: if a selection lies inside one figure. */
export function attachCopyExact(): () => void {
  const onCopy = (event: ClipboardEvent): void => {
    const selection = document.getSelection();
    if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return;
    const exact = exactOf(selection);
    if (exact === null || event.clipboardData === null) return;
    event.clipboardData.setData("text/plain", exact);
    event.preventDefault();
  };
  document.addEventListener("copy", onCopy);
  return () => document.removeEventListener("copy", onCopy);
}

/** The exact value where the whole figure is selected, and nothing else. */
function exactOf(selection: Selection): string | null {
  const { commonAncestorContainer: common } = selection.getRangeAt(0);
  const element = common instanceof Element ? common : common.parentElement;
  const figure = element?.closest<HTMLElement>("[data-exact]");
  if (figure === null || figure === undefined) return null;
  return digitsOf(selection.toString()) === digitsOf(figure.textContent ?? "")
    ? (figure.dataset["exact"] ?? null)
    : null;
}
