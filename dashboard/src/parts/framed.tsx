/**
 * A frame around a table that never scrolls sideways: where the table is wider than its room, cells move closer, and then
 * columns give way, the least needed first (`data-minor`, 1 to 5). What is wide is known only when it is there, so the
 * frame looks, rather than guessing by the width of the window. On a phone, where cards stand in for tables, it is nothing.
 */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./panel.module.css";

/** Closer cells, then one kind of column after the other. */
const TIGHTEST = 6;
/** What a column has beyond its content: three digits, or one where all of that does not fit. */
const SLACK_PX = { roomy: 24, scarce: 8 };

export function Framed({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (frame.current === null ? undefined : keepFitting(frame.current)), []);
  return (
    <div ref={frame} className={styles.framed} data-tight="0">
      {children}
    </div>
  );
}

/**
 * Holds the columns where they are: each has the room that its content took when the frame was laid out, and more only when a wider
 * value comes; the first column takes what is left. Tightens when that does not fit. Begins again only when the frame gets another
 * width or the fonts are there: columns that came and went with every wide value would make the reader's eye jump.
 */
function keepFitting(frame: HTMLElement): () => void {
  let width: number | null = null;
  let pending = 0;
  let slack = SLACK_PX.roomy;
  const held = new Map<HTMLElement, number>();
  const heads = (): HTMLElement[] => [...frame.querySelectorAll<HTMLElement>("thead th:not(:first-child)")];
  const begin = (): void => {
    width = frame.clientWidth;
    slack = SLACK_PX.roomy;
    frame.dataset["tight"] = "0";
    release();
  };
  const release = (): void => {
    held.clear();
    for (const head of heads()) head.style.width = "";
  };
  const hold = (head: HTMLElement, wide: number): void => {
    held.set(head, wide);
    head.style.width = `${wide}px`;
  };
  /** As wide as their content, and a little more for those that are new. */
  const holdNew = (): void => {
    const fresh = heads().filter((head) => !held.has(head));
    if (fresh.length === 0) return;
    frame.dataset["loose"] = "true";
    const widths = fresh.map((head) => head.offsetWidth);
    delete frame.dataset["loose"];
    fresh.forEach((head, at) => widths[at]! > 0 && hold(head, widths[at]! + slack));
    fresh.forEach((head) => observer.observe(head));
  };
  const fit = (): void => {
    pending = 0;
    if (frame.clientWidth !== width) begin();
    for (const [head, wide] of held) if (head.offsetWidth > wide) hold(head, head.offsetWidth);
    holdNew();
    for (let tight = Number(frame.dataset["tight"]); tight < TIGHTEST && frame.scrollWidth > frame.clientWidth;) {
      const isRoomy = slack === SLACK_PX.roomy;
      if (isRoomy) slack = SLACK_PX.scarce;
      else frame.dataset["tight"] = String((tight += 1));
      // There is less slack, or cells have moved closer: what each takes is another.
      if (!isRoomy && tight > 1) continue;
      release();
      holdNew();
    }
  };
  // Not in the observer's own turn: what it changes there, it would have to observe again.
  const observer = new ResizeObserver(() => {
    if (pending === 0) pending = requestAnimationFrame(fit);
  });
  const onFonts = (): void => {
    width = null;
    fit();
  };
  fit();
  observer.observe(frame);
  if (frame.firstElementChild !== null) observer.observe(frame.firstElementChild);
  document.fonts.addEventListener("loadingdone", onFonts);
  return () => {
    cancelAnimationFrame(pending);
    observer.disconnect();
    document.fonts.removeEventListener("loadingdone", onFonts);
  };
}
