/** A button that opens a floating panel, by the browser's popover: light dismiss, Escape and focus order come with it. */
import { type ReactNode, type ToggleEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { placeUnder } from "./place.ts";
import styles from "./popover.module.css";

export function Popover(props: {
  readonly label: ReactNode;
  /** Spoken name where the label is an icon or terse. */
  readonly name?: string;
  readonly className: string | undefined;
  readonly align?: "start" | "end";
  readonly children: () => ReactNode;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const { align = "start" } = props;

  // What is inside may come later and grow: the panel keeps its place beside the button.
  useLayoutEffect(() => {
    const panel = box.current;
    if (!open || panel === null) return undefined;
    const place = (): void => {
      if (button.current !== null) placeUnder(panel, button.current.getBoundingClientRect(), align);
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(panel);
    return () => observer.disconnect();
  }, [open, align]);

  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.className}
        popoverTarget={id}
        aria-expanded={open}
        {...(props.name === undefined ? {} : { "aria-label": props.name })}
      >
        {props.label}
      </button>
      <div
        ref={box}
        id={id}
        className={styles.panel}
        popover="auto"
        onToggle={(event: ToggleEvent<HTMLDivElement>) => setOpen(event.newState === "open")}
      >
        {open && props.children()}
      </div>
    </>
  );
}
