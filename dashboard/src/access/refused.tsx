/** The server refuses this key for good: the whole page says so, and that nothing is tried again behind its back. */
import type { FeedError } from "fillcast";
import { ShieldX } from "lucide-react";
import { useOpen } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import styles from "./refused.module.css";

export default function Refused({ error }: { readonly error: FeedError }) {
  const { session, leave } = useOpen();
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
          <button type="button" className={controls.primary} onClick={leave}>
            Use another key
          </button>
          <button type="button" className={controls.button} onClick={() => session.feed.reconnect()}>
            Try this key once more
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
        text: `Somebody took this key's access to ${feed} away. Nothing is tried again with it. Ask the feed's owner for a new one.`,
      };
    case "unauthenticated":
      return {
        title: "This key is not accepted",
        text: `The server does not know this key, or it was revoked. Nothing is tried again with it. Ask the owner of ${feed} for a new one.`,
      };
    case "credentials-expired":
      return { title: "This key has expired", text: `Its time is over. Ask the owner of ${feed} for a new one.` };
    case "forbidden":
    case "wrong-scope":
      return {
        title: "This key does not open the feed",
        text: `It is a good key, but not one that may read ${feed}: a bot's key only publishes. Use a subscribe key or the owner's.`,
      };
    case "feed-not-found":
    case "feed-erased":
      return {
        title: `There is no feed “${feed}” here`,
        text: "It was erased, or this is another server than the key's.",
      };
    case "unsupported-version":
      return {
        title: "This page is older than the server",
        text: "The server no longer speaks this page's protocol. Reload it, and clear the browser's cache if that does not help.",
      };
    default:
      return {
        title: "The feed cannot be opened",
        text: "The server refused the connection for good, so nothing is tried again.",
      };
  }
}
