/** A button that opens a floating panel, by the browser's popover: light dismiss, Escape and focus order come with it. */
import { type ReactNode, type ToggleEvent, useId, useRef, useState } from "react";
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
  const [open, setOpen] = useState(false);
  const onToggle = (event: ToggleEvent<HTMLDivElement>): void => {
    setOpen(event.newState === "open");
  };
  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    if (event.newState !== "open") return;
    setOpen(true);
    requestAnimationFrame(() => {
      if (button.current !== null) placeUnder(box, button.current.getBoundingClientRect(), props.align ?? "start");
    });
  };
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
      <div id={id} className={styles.panel} popover="auto" onToggle={onToggle} onBeforeToggle={onBeforeToggle}>
        {open && props.children()}
      </div>
    </>
  );
}
