/** The sign of an event's kind; its words stand beside it, so it is decoration for eyes only. */
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

const ICONS: { readonly [kind in EventKind]: LucideIcon } = {
  order: CircleDashed,
  fill: CircleArrowDown,
  close: CircleCheck,
  cancel: Ban,
  lock: Lock,
  alarm: TriangleAlert,
  bot: Power,
  message: MessageSquare,
};

export function EventIcon({ words }: { readonly words: EventWords }) {
  const Icon = words.kind === "close" && words.tone === "loss" ? CircleX : ICONS[words.kind];
  return <Icon className={styles.icon} data-tone={words.tone} size={15} strokeWidth={1.9} aria-hidden="true" />;
}
