/** Takes a key that was made here off the page: at once where it was copied, else after a question, since it is shown nowhere again. */
import { useState } from "react";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import styles from "./dismiss-made.module.css";
import { type MadeKey, madeKeys } from "../keys/made-keys.ts";

export function DismissMade({ made }: { readonly made: MadeKey }) {
  const [asking, setAsking] = useState(false);
  const dismiss = (): void => madeKeys.dismiss(made.id);
  if (!asking || made.saved)
    return (
      <button type="button" className={controls.quiet} onClick={() => (made.saved ? dismiss() : setAsking(true))}>
        {made.saved ? "Done" : "Done…"}
      </button>
    );
  return (
    <div className={styles.ask} role="group" aria-label="The key was not copied">
      <span>You have not copied this key, and it cannot be shown again.</span>
      <CopyButton text={made.key} label="Copy the key" />
      <button type="button" className={controls.danger} onClick={dismiss}>
        Discard
      </button>
      <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
        Keep
      </button>
    </div>
  );
}
