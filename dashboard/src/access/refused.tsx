/** The server refuses this key for good: the whole page says so, and that nothing is tried again behind its back. */
import type { FeedError } from "fillcast";
import { readClaims } from "../keys/key-claims.ts";
import { ShieldX } from "lucide-react";
import { useOpen } from "../live/session-provider.tsx";
import { refusalWords } from "./refusal-words.ts";
import controls from "../parts/controls.module.css";
import styles from "./refused.module.css";

export default function Refused({ error }: { readonly error: FeedError }) {
  const { session, openAnother } = useOpen();
  const { title, text } = refusalWords(error.code, session.credentials.feed, readClaims(session.credentials.key));
  return (
    <main className={styles.page}>
      <section className={styles.card} role="alert">
        <ShieldX size={28} strokeWidth={1.6} aria-hidden="true" />
        <h1>{title}</h1>
        <p>{text}</p>
        <p className={styles.code}>
          {error.code}
          {error.closeCode !== undefined && ` · ${error.closeCode}`}
        </p>
        <div className={styles.actions}>
          <button type="button" className={controls.primary} onClick={openAnother}>
            Use another key
          </button>
          <button type="button" className={controls.button} onClick={() => session.feed.reconnect()}>
            Try this key again
          </button>
        </div>
      </section>
    </main>
  );
}
