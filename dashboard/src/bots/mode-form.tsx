/** An owner says what a bot traded with, from when to when. */
import { type FormEvent, useId, useState } from "react";
import controls from "../parts/controls.module.css";
import { textOf } from "../parts/form.ts";
import { useZone } from "../browser/preferences.ts";
import { parseLocal, zoneName } from "../words/instant.ts";
import styles from "./mode-panel.module.css";
import type { SayMode } from "./mode-panel.tsx";

export function ModeForm({ say }: { readonly say: SayMode }) {
  const zone = useZone();
  const [said, setSaid] = useState<{ readonly failed: boolean; readonly text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const ids = { from: useId(), to: useId() };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const mode = textOf(form, "mode");
    if (mode !== "live" && mode !== "dry") return setSaid({ failed: true, text: "Choose real or simulated money." });
    const from = parseLocal(textOf(form, "from"), zone);
    const to = parseLocal(textOf(form, "to"), zone);
    if (from !== null && to !== null && from >= to)
      return setSaid({ failed: true, text: "The end must be after the start." });
    setBusy(true);
    const failed = await say({ mode, from, to });
    setBusy(false);
    setSaid(
      failed === null
        ? { failed: false, text: "Saved. Trades, totals and days update in a moment." }
        : { failed: true, text: failed },
    );
    if (failed === null) element.reset();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <fieldset>
        <legend className={controls.label}>Correct the mode for a period</legend>
        <label className={controls.check}>
          <input type="radio" name="mode" value="live" />
          <span>Real money</span>
        </label>
        <label className={controls.check}>
          <input type="radio" name="mode" value="dry" />
          <span>Simulated money</span>
        </label>
      </fieldset>
      <div className={styles.span}>
        <div>
          <label className={controls.label} htmlFor={ids.from}>
            From
          </label>
          <input id={ids.from} name="from" type="datetime-local" className={controls.field} />
        </div>
        <div>
          <label className={controls.label} htmlFor={ids.to}>
            Until
          </label>
          <input id={ids.to} name="to" type="datetime-local" className={controls.field} />
        </div>
      </div>
      <p className={styles.why}>
        Trades that the bot opened in this period move to that book. Times are in {zoneName(zone)}. Leave a time empty
        for no limit.
      </p>
      <button className={controls.primary} type="submit" disabled={busy}>
        Save
      </button>
      {said !== null && (
        <p className={said.failed ? controls.error : styles.why} role={said.failed ? "alert" : "status"}>
          {said.text}
        </p>
      )}
    </form>
  );
}
