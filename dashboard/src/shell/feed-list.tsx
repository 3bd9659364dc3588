/** The feeds that this browser knows, one of which is shown. Loaded when the list opens. */
import type { MouseEvent } from "react";
import { Check } from "lucide-react";
import { Link } from "wouter";
import { readClaims } from "../keys/key-claims.ts";
import { isSameKey } from "../keys/keyring.ts";
import { useOpen } from "../live/session-provider.tsx";
import styles from "./feed-switch.module.css";

export default function FeedList() {
  const { access, keyring, show } = useOpen();
  return (
    <div className={styles.list} role="group" aria-label="Feeds in this browser" onClick={closeList}>
      {keyring.known.map((known) => {
        const { credentials } = known;
        const isShown = isSameKey(credentials, access.credentials);
        return (
          <button
            key={`${credentials.feed} ${credentials.key}`}
            type="button"
            className={styles.choice}
            aria-pressed={isShown}
            onClick={() => !isShown && show(known)}
          >
            <span>
              {credentials.feed} <small>{readClaims(credentials.key).scope}</small>
            </span>
            {isShown && <Check size={14} aria-hidden="true" />}
          </button>
        );
      })}
      <hr />
      <Link className={styles.choice} href="/settings">
        Manage in settings
      </Link>
    </div>
  );
}

function closeList({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}
