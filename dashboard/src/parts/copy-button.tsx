/** Copies a text and says that it did. Without clipboard access (an address without TLS) it says so, and the text can be selected. */
import { useState } from "react";
import { Check, Copy } from "lucide-react";
import { madeKeys } from "../keys/made-keys.ts";
import controls from "./controls.module.css";

const SAID_MS = 2_000;

export function CopyButton(props: {
  readonly text: string;
  readonly label: string;
  readonly className?: string | undefined;
}) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      madeKeys.copied(props.text);
      setSaid("Copied");
    } catch {
      setSaid("Could not copy. Select and copy manually.");
    }
    setTimeout(() => setSaid(null), SAID_MS);
  };
  return (
    <span className={props.className}>
      <button type="button" className={controls.button} onClick={() => void copy()}>
        {said === "Copied" ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        <span aria-live="polite">{said ?? props.label}</span>
      </button>
    </span>
  );
}
