/** Makes a share link: what it shows is chosen, and said in sentences before it exists. */
import { type FormEvent, useId, useState } from "react";
import { Plus } from "lucide-react";
import { makeShare } from "../live/api.ts";
import { useBotNames } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { textOf } from "../parts/form.ts";
import panel from "../parts/panel.module.css";
import styles from "./share-panel.module.css";
import { DELAYS, termsPreview } from "./share-words.ts";
import { Switch } from "../parts/switch.tsx";

const TEXT_MAX_CHARS = 64;
const DAY_S = 24 * 60 * 60;
const ENDS = [
  { days: 0, label: "Until revoked" },
  { days: 1, label: "1 day" },
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
] as const;

export function ShareForm({ onMade }: { readonly onMade: () => void }) {
  const { credentials } = useSession();
  const nameOf = useBotNames();
  const bots = [...(useBotModes()?.keys() ?? [])];
  const ids = { label: useId(), title: useId(), delay: useId(), end: useId() };
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [names, setNames] = useState(false);
  const [amounts, setAmounts] = useState(false);
  const [openTrades, setOpenTrades] = useState(false);
  const [delayS, setDelayS] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const terms = { bots: chosen, names, amounts, openTrades, delayS };

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const [label, title] = [textOf(form, "label").trim(), textOf(form, "title").trim()];
    const days = Number(textOf(form, "end"));
    if (chosen?.length === 0) return setFailed("Choose a bot, or share all of them.");
    setBusy(true);
    const answer = await makeShare(credentials, {
      ...terms,
      ...(label === "" ? {} : { label }),
      ...(title === "" ? {} : { title }),
      ...(days === 0 ? {} : { expiresIn: days * DAY_S }),
    });
    setBusy(false);
    setFailed(
      answer.kind === "ok" ? null : answer.kind === "refused" ? answer.detail : "The server cannot be reached.",
    );
    if (answer.kind !== "ok") return;
    element.reset();
    onMade();
  };
  const toggle = (bot: string, on: boolean): void => {
    setChosen((before) => (on ? [...(before ?? []), bot] : (before ?? []).filter((name) => name !== bot)));
  };

  return (
    <details className={styles.new}>
      <summary>
        <Plus size={15} aria-hidden="true" />
        New link
      </summary>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <div>
          <label className={controls.label} htmlFor={ids.title}>
            Title of the page
          </label>
          <input
            id={ids.title}
            name="title"
            className={controls.field}
            maxLength={TEXT_MAX_CHARS}
            placeholder="Shared trading results"
          />
        </div>
        <div>
          <label className={controls.label} htmlFor={ids.label}>
            Note for yourself
          </label>
          <input
            id={ids.label}
            name="label"
            className={controls.field}
            maxLength={TEXT_MAX_CHARS}
            placeholder="Forum"
          />
        </div>
        <div className={panel.panel}>
          <Switch label="Amounts too" detail="Off: percentages only" on={amounts} onChange={setAmounts} />
          <Switch label="Open trades" on={openTrades} onChange={setOpenTrades} />
          <Switch label="Names of bots" detail="Off: Bot 1, Bot 2" on={names} onChange={setNames} />
          <Switch
            label="All bots"
            detail="Also those that come later"
            on={chosen === null}
            onChange={(on) => setChosen(on ? null : [])}
          />
        </div>
        {chosen !== null && (
          <fieldset className={styles.bots}>
            <legend className={controls.label}>Bots</legend>
            {bots.map((bot) => (
              <label key={bot} className={controls.check}>
                <input
                  type="checkbox"
                  checked={chosen.includes(bot)}
                  onChange={(event) => toggle(bot, event.currentTarget.checked)}
                />
                {nameOf(bot)}
              </label>
            ))}
          </fieldset>
        )}
        <div className={styles.pair}>
          <div>
            <label className={controls.label} htmlFor={ids.delay}>
              Delay
            </label>
            <select
              id={ids.delay}
              className={controls.field}
              value={delayS}
              onChange={(event) => setDelayS(Number(event.currentTarget.value))}
            >
              {DELAYS.map(({ seconds, label }) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label className={controls.label} htmlFor={ids.end}>
              Ends
            </label>
            <select id={ids.end} name="end" className={controls.field} defaultValue={0}>
              {ENDS.map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div className={styles.preview}>
          <h3>Everybody who has the link will see</h3>
          <ul>
            {termsPreview(terms, nameOf).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
        <button className={controls.primary} type="submit" disabled={busy}>
          Create link
        </button>
        {failed !== null && (
          <p className={controls.error} role="alert">
            {failed}
          </p>
        )}
      </form>
    </details>
  );
}
