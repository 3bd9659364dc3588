/** A button with an icon and a word that opens a menu; a phone has room for the icon alone. */
import type { ReactNode } from "react";
import type { LucideIcon } from "lucide-react";
import controls from "./controls.module.css";
import styles from "./menu-button.module.css";
import { Popover } from "./popover.tsx";

export function MenuButton(props: {
  readonly icon: LucideIcon;
  readonly word: string;
  /** Spoken; the word where it says enough. */
  readonly name?: string;
  /** What stands behind the word, on a phone too. */
  readonly mark?: ReactNode;
  readonly align?: "start" | "end";
  readonly children: () => ReactNode;
}) {
  const { icon: Icon, word, name = word, mark, align = "end", children } = props;
  return (
    <Popover
      className={`${controls.button} ${styles.open}`}
      align={align}
      name={name}
      label={
        <>
          <Icon size={14} aria-hidden="true" />
          <span className={styles.word}>{word}</span>
          {mark}
        </>
      }
    >
      {children}
    </Popover>
  );
}
