/** The feed that is shown, and where the browser knows others the way to them. */
import type { MouseEvent } from "react";
import { Check, ChevronsUpDown } from "lucide-react";
import { Link } from "wouter";
import { readClaims } from "../keys/key-claims.ts";
import { isSameKey } from "../keys/keyring.ts";
import { useOpen } from "../live/session-provider.tsx";
import { Popover } from "../parts/popover.tsx";
import styles from "./feed-switch.module.css";

export function FeedSwitch() {
  const { access, keyring, show } = useOpen();
  const { feed } = access.credentials;
  if (keyring.known.length < 2) return <small className={styles.feed}>{feed}</small>;
  return (
    <Popover
      className={styles.open}
      align="end"
      name={`Feed shown: ${feed}`}
      label={
        <>
          <small className={styles.feed}>{feed}</small>
          <ChevronsUpDown size={13} aria-hidden="true" />
        </>
      }
    >
      {() => (
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
      )}
    </Popover>
  );
}

function closeList({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}
