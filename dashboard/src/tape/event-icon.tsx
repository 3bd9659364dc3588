/**
 * The sign of an event's kind; its words stand beside it, so it is decoration for eyes only. The signs are drawn once (EventSigns),
 * and each row refers to its own: a list of events is drawn often.
 */
import {
  Ban,
  CircleArrowDown,
  CircleCheck,
  CircleDashed,
  CircleX,
  Lock,
  type LucideIcon,
  MessageSquare,
  Power,
  TriangleAlert,
} from "lucide-react";
import type { EventKind, EventWords } from "../words/event.ts";
import styles from "./event-icon.module.css";

type Sign = EventKind | "closedAtLoss";

const SIGNS: { readonly [sign in Sign]: LucideIcon } = {
  order: CircleDashed,
  fill: CircleArrowDown,
  close: CircleCheck,
  closedAtLoss: CircleX,
  cancel: Ban,
  lock: Lock,
  alarm: TriangleAlert,
  bot: Power,
  message: MessageSquare,
};

/** Has to stand somewhere in the page for the icons to show. */
export function EventSigns() {
  return (
    <svg className={styles.signs} aria-hidden="true">
      {Object.entries(SIGNS).map(([sign, Icon]) => (
        <symbol key={sign} id={idOf(sign)} viewBox="0 0 24 24">
          <Icon size={24} strokeWidth={1.9} />
        </symbol>
      ))}
    </svg>
  );
}

export function EventIcon({ words }: { readonly words: EventWords }) {
  const sign = words.kind === "close" && words.tone === "loss" ? "closedAtLoss" : words.kind;
  return (
    <svg className={styles.icon} data-tone={words.tone} aria-hidden="true">
      <use href={`#${idOf(sign)}`} />
    </svg>
  );
}

function idOf(sign: string): string {
  return `sign-${sign}`;
}
