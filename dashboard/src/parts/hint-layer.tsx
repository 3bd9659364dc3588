/**
 * Anything with `data-hint` shows its text in the page's single hint box on hover and on keyboard focus, after a short delay;
 * Escape hides it. Loaded after the first view, in which nobody hovers yet.
 */
import { useEffect, useRef } from "react";
import styles from "./hint.module.css";
import { placeUnder } from "./place.ts";

const DELAY_MS = 250;

/** The hint box and its listeners; mounted once. */
export default function HintLayer() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current === null ? undefined : attachHints(box.current)), []);
  return <div ref={box} className={styles.box} popover="manual" role="tooltip" />;
}

function attachHints(box: HTMLDivElement): () => void {
  let shownFor: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the pointer last went by itself. */
  let pointer = { x: -1, y: -1 };

  const hide = (): void => {
    clearTimeout(timer);
    if (shownFor !== null && box.matches(":popover-open")) box.hidePopover();
    shownFor = null;
  };
  const show = (target: HTMLElement): void => {
    if (!target.isConnected) return;
    shownFor = target;
    box.textContent = target.dataset["hint"] ?? "";
    box.showPopover();
    placeUnder(box, target.getBoundingClientRect(), "start");
  };
  const targetOf = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>("[data-hint]") : null;

  const onOver = (event: PointerEvent): void => {
    const target = targetOf(event);
    if (target === shownFor) return;
    hide();
    // What came to lie under a pointer at rest, after a click on a link for instance, explains nothing.
    if (event.clientX === pointer.x && event.clientY === pointer.y) return;
    if (target !== null && event.pointerType === "mouse") timer = setTimeout(() => show(target), DELAY_MS);
  };
  const onMove = ({ clientX, clientY }: PointerEvent): void => {
    pointer = { x: clientX, y: clientY };
  };
  const onFocus = (event: FocusEvent): void => {
    const target = targetOf(event);
    if (target !== null && target.matches(":focus-visible")) show(target);
  };
  const onClick = (event: MouseEvent): void => {
    const target = targetOf(event);
    if (target?.classList.contains(styles.hint ?? "") === true && shownFor !== target) show(target);
    else if (target !== shownFor) hide();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") hide();
  };
  document.addEventListener("pointerover", onOver);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", hide);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("scroll", hide, true);
  return () => {
    hide();
    document.removeEventListener("pointerover", onOver);
    document.removeEventListener("pointermove", onMove);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("focusout", hide);
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("scroll", hide, true);
  };
}
