/** A modal dialog by the browser's own element: focus trap, Escape, inert page. Open as long as it is there; a click beside it closes it. */
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { X } from "lucide-react";
import controls from "./controls.module.css";
import styles from "./dialog.module.css";

export function Dialog(props: {
  readonly title: ReactNode;
  /** `sheet` stands at the side of a wide screen and at the bottom of a phone. */
  readonly shape?: "box" | "sheet";
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    return () => element?.close();
  }, []);
  const onClick = (event: MouseEvent<HTMLDialogElement>): void => {
    if (event.target === event.currentTarget) event.currentTarget.close();
  };
  return (
    <dialog
      ref={dialog}
      className={styles[props.shape ?? "box"]}
      aria-labelledby={titleId}
      onClick={onClick}
      onClose={props.onClose}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id={titleId}>{props.title}</h2>
          <button
            type="button"
            className={controls.icon}
            aria-label="Close"
            onClick={(event) => event.currentTarget.closest("dialog")?.close()}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
