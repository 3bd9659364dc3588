/**
 * A frame around a table that never scrolls sideways: where the table is wider than its room, cells move closer, and then
 * columns give way, the least needed first (`data-minor`, 1 to 5). What is wide is known only when it is there, so the
 * frame looks, rather than guessing by the width of the window. On a phone, where cards stand in for tables, it is nothing.
 */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./panel.module.css";

/** Closer cells, then one kind of column after the other. */
const TIGHTEST = 6;

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
 * Tightens when the table has grown. Begins again only when the frame gets another width or the fonts are there, which are narrower
 * than what stood in for them: columns that came and went with every wide row would make the reader's eye jump.
 */
function keepFitting(frame: HTMLElement): () => void {
  let width: number | null = null;
  let pending = 0;
  const fit = (): void => {
    pending = 0;
    if (frame.clientWidth !== width) {
      width = frame.clientWidth;
      frame.dataset["tight"] = "0";
    }
    for (let tight = Number(frame.dataset["tight"]); tight < TIGHTEST && frame.scrollWidth > frame.clientWidth;)
      frame.dataset["tight"] = String((tight += 1));
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
