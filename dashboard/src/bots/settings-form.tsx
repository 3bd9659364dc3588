/** The owner's word on a bot, for all devices: what it is called, its group, whether lists show it, from when its figures count. */
import { type FormEvent, useId, useState } from "react";
import { useSession } from "../live/session-provider.tsx";
import { useBotSettings, useSettings } from "../live/bot-names.tsx";
import { type BotSettings, datesOf, SINCE_DATES_MAX } from "../live/feed-settings.ts";
import controls from "../parts/controls.module.css";
import { textOf } from "../parts/form.ts";
import panel from "../parts/panel.module.css";
import { useZone } from "../browser/preferences.ts";
import { dayName, parseLocal, type Zone, zoneName } from "../words/instant.ts";
import styles from "./settings-form.module.css";

/** As the server has it (PROTOCOL.md §14). */
const NAME_MAX_CHARS = 64;

export function SettingsPanel({ name }: { readonly name: string }) {
  const settings = useBotSettings(name);
  const zone = useZone();
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <section className={panel.section} aria-label="Name and group">
      <div className={panel.head}>
        <h2>Name and group</h2>
      </div>
      {/* Another device's change replaces what stands in the fields. */}
      <Form key={JSON.stringify([settings, zone])} name={name} settings={settings} zone={zone} onFailed={setFailed} />
      {failed !== null && (
        <p className={controls.error} role="alert">
          {failed}
        </p>
      )}
    </section>
  );
}

function Form(props: {
  readonly name: string;
  readonly settings: BotSettings;
  readonly zone: Zone;
  readonly onFailed: (why: string | null) => void;
}) {
  const { name, settings, zone, onFailed } = props;
  const { settings: store } = useSession();
  const document = useSettings();
  const [busy, setBusy] = useState(false);
  const ids = { name: useId(), group: useId(), since: useId(), groups: useId() };
  const groups = [...new Set(Object.values(document.bots).flatMap(({ group }) => group ?? []))].toSorted();
  const since = settings.since === undefined ? "" : dayName(settings.since, zone);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const next = readForm(new FormData(event.currentTarget), settings, since, zone);
    const dates = datesOf({ version: 0, bots: { ...document.bots, [name]: next } });
    if (next.since !== undefined && !dates.includes(next.since))
      return onFailed(`Bots can count from at most ${SINCE_DATES_MAX} different dates. Choose one that is in use.`);
    setBusy(true);
    onFailed(await store.change(name, settings, next));
    setBusy(false);
  };
  return (
    <form className={`${panel.panel} ${styles.form}`} onSubmit={(event) => void submit(event)}>
      <div className={styles.fields}>
        <div>
          <label className={controls.label} htmlFor={ids.name}>
            Shown as
          </label>
          <input
            id={ids.name}
            name="name"
            className={controls.field}
            maxLength={NAME_MAX_CHARS}
            placeholder={name}
            defaultValue={settings.name ?? ""}
            autoComplete="off"
          />
        </div>
        <div>
          <label className={controls.label} htmlFor={ids.group}>
            Group
          </label>
          <input
            id={ids.group}
            name="group"
            className={controls.field}
            maxLength={NAME_MAX_CHARS}
            list={ids.groups}
            defaultValue={settings.group ?? ""}
            autoComplete="off"
          />
          <datalist id={ids.groups}>
            {groups.map((group) => (
              <option key={group} value={group} />
            ))}
          </datalist>
        </div>
        <div>
          <label className={controls.label} htmlFor={ids.since}>
            Count figures from
          </label>
          <input id={ids.since} name="since" type="date" className={controls.field} defaultValue={since} />
        </div>
      </div>
      <label className={controls.check}>
        <input type="checkbox" name="hidden" defaultChecked={settings.hidden === true} />
        <span>Hide from lists of bots</span>
      </label>
      <p className={styles.note}>
        For everyone with a key of this feed. The bot keeps its own name, {name}, in events, keys and exports. The date
        applies to its own figures, in {zoneName(zone)}; totals of a book keep everything.
      </p>
      <button className={controls.primary} type="submit" disabled={busy}>
        Save
      </button>
    </form>
  );
}

/** The day of an instant that somebody set in another zone stays that instant while nobody chooses another. */
function readForm(form: FormData, before: BotSettings, dayBefore: string, zone: Zone): BotSettings {
  const [name, group, day] = [textOf(form, "name").trim(), textOf(form, "group").trim(), textOf(form, "since")];
  const since = day === dayBefore ? before.since : day === "" ? undefined : parseLocal(`${day}T00:00`, zone);
  return {
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { group }),
    ...(form.get("hidden") === null ? {} : { hidden: true }),
    ...(since === undefined || since === null ? {} : { since }),
  };
}
