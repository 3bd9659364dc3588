/** The feed that is shown, and where the browser knows others the way to them. */
import { lazy } from "react";
import { ChevronsUpDown } from "lucide-react";
import { useOpen } from "../live/session-provider.tsx";
import { Later } from "../parts/later.tsx";
import { Popover } from "../parts/popover.tsx";
import styles from "./feed-switch.module.css";

const FeedList = lazy(() => import("./feed-list.tsx"));

export function FeedSwitch() {
  const { access, keyring } = useOpen();
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
        <Later about="feeds" floats>
          <FeedList />
        </Later>
      )}
    </Popover>
  );
}
