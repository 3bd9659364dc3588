/** The server refuses this key for good: the whole page says so, and that nothing is tried again behind its back. */
import type { FeedError } from "fillcast";
import { ShieldX } from "lucide-react";
import { useOpen } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import styles from "./refused.module.css";

export default function Refused({ error }: { readonly error: FeedError }) {
  const { session, openAnother } = useOpen();
  const { title, text } = refusalWords(error.code, session.credentials.feed);
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

/** What happened and what to do, by the code of the problem registry. */
export function refusalWords(code: string, feed: string): { readonly title: string; readonly text: string } {
  switch (code) {
    case "key-revoked":
      return {
        title: "This key was revoked",
        text: `This key no longer has access to ${feed}. Ask the feed's owner for a new one.`,
      };
    case "unauthenticated":
      return {
        title: "This key is not accepted",
        text: `The key is not valid on this server, or it was revoked. Ask the owner of ${feed} for a new one.`,
      };
    case "credentials-expired":
      return { title: "This key has expired", text: `Ask the owner of ${feed} for a new one.` };
    case "forbidden":
    case "wrong-scope":
      return {
        title: "This key has no access to the feed",
        text: `The key is valid, but it cannot read ${feed}. A bot's key can only publish. Use a subscribe or owner key.`,
      };
    case "feed-not-found":
    case "feed-erased":
      return {
        title: `The feed “${feed}” does not exist here`,
        text: "It was erased, or the key belongs to another server.",
      };
    case "unsupported-version":
      return {
        title: "This page is older than the server",
        text: "The server no longer supports this version of the page. Reload the page; if that does not help, clear the browser's cache.",
      };
    default:
      return {
        title: "The feed cannot be opened",
        text: "The server refused the connection, and a retry will not help.",
      };
  }
}
