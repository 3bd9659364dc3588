/**
 * Asks before a link's key takes the place of the one in use, with whose feed each is and what each may do. Whatever closes it
 * but the one button leaves all as it was.
 */
import { useState } from "react";
import { TriangleAlert } from "lucide-react";
import controls from "../parts/controls.module.css";
import { Dialog } from "../parts/dialog.tsx";
import { useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import type { Credentials } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import { endWords, keepingWords, scopeWords } from "../keys/key-words.ts";
import type { Access } from "../keys/keyring.ts";
import type { BrokenLink, LinkQuestion } from "../keys/link.ts";
import styles from "./link-dialog.module.css";
import type { Keeping } from "../browser/stored.ts";

export default function LinkDialog(props: {
  readonly about: LinkQuestion | BrokenLink;
  readonly onOpen: (access: Access) => void;
  readonly onClose: () => void;
}) {
  const { about, onOpen, onClose } = props;
  return about.kind === "ask" ? (
    <Question question={about} onOpen={onOpen} onClose={onClose} />
  ) : (
    <Dialog title="This link does not work" onClose={onClose}>
      <div className={styles.body}>
        <p>
          The link has no valid feed id and key. Copy it again. Nothing has changed: this page still shows the same
          feed.
        </p>
        <SafeButton label="OK" />
      </div>
    </Dialog>
  );
}

function Question(props: {
  readonly question: LinkQuestion;
  readonly onOpen: (access: Access) => void;
  readonly onClose: () => void;
}) {
  const { link, current, difference } = props.question;
  const { feed } = current.credentials;
  const isOther = difference === "feed";
  // A new key for the same feed goes where the old one is; a stranger's feed stays no longer than it has to.
  const [keeping, setKeeping] = useState<Keeping>(isOther ? "tab" : current.keeping);
  return (
    <Dialog title={isOther ? `Open the feed ${link.feed}?` : `Use another key for ${feed}?`} onClose={props.onClose}>
      <div className={styles.body}>
        <p>{leadOf(props.question)}</p>
        <dl className={styles.sides}>
          <Side name="In use" credentials={current.credentials} keeping={current.keeping} />
          <Side name="The link" credentials={link} keeping={null} />
        </dl>
        {isOther && (
          <p className={styles.warning}>
            <TriangleAlert size={15} aria-hidden="true" />
            While {link.feed} is open, bots that you connect here publish to {link.feed}.
          </p>
        )}
        <p className={styles.faint}>
          Your current key stays {keepingWords(current.keeping)} either way. You can switch back in the settings.
        </p>
        <label className={controls.check}>
          <input
            type="checkbox"
            checked={keeping === "device"}
            onChange={(event) => setKeeping(event.target.checked ? "device" : "tab")}
          />
          <span>
            Keep the link&apos;s key on this device
            <small>Otherwise the key is removed when you close the last tab that has it.</small>
          </span>
        </label>
        <div className={styles.actions}>
          <SafeButton label={isOther ? `Stay with ${feed}` : "Keep the key in use"} />
          <button
            type="button"
            className={controls.button}
            onClick={() => props.onOpen({ credentials: link, keeping })}
          >
            {isOther ? `Open ${link.feed}` : "Use the link's key"}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** Has the focus from the start, and closes the dialog as Escape does. */
function SafeButton({ label }: { readonly label: string }) {
  return (
    <button
      // React focuses by itself and writes no attribute, which is what a dialog looks for when it opens.
      ref={(button) => button?.setAttribute("autofocus", "")}
      type="button"
      className={controls.primary}
      onClick={(event) => event.currentTarget.closest("dialog")?.close()}
    >
      {label}
    </button>
  );
}

function Side(props: { readonly name: string; readonly credentials: Credentials; readonly keeping: Keeping | null }) {
  const now = useNow();
  const zone = useZone();
  const claims = readClaims(props.credentials.key);
  const end = endWords(claims, now, zone);
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <strong>{props.credentials.feed}</strong>
        <span>{scopeWords(claims.scope)}</span>
        <small>
          {[
            claims.bot === null ? null : `of the bot ${claims.bot}`,
            props.keeping === null ? null : `kept ${keepingWords(props.keeping)}`,
            end,
          ]
            .filter((part) => part !== null)
            .join(", ")}
        </small>
      </dd>
    </div>
  );
}

function leadOf({ difference, link, current }: LinkQuestion): string {
  switch (difference) {
    case "feed":
      return `The link is for the feed ${link.feed}, but this page shows ${current.credentials.feed}. Open it only if you know whose feed it is.`;
    case "less":
      return "The link has another key for this feed, with fewer rights than your current key.";
    case "more":
      return "The link has another key for this feed. It claims more rights than your current key.";
    case "same":
      return "The link has another key for this feed.";
  }
}
