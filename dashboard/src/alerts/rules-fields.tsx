/** The rules of one destination as switches and fields. It holds nothing: what is chosen goes to who shows it. */
import { type ReactNode, useId, useState } from "react";
import { type AlertRules, ALERTS } from "../live/alert-rules.ts";
import { useBotNames } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Switch } from "../parts/switch.tsx";
import { useZone } from "../browser/preferences.ts";
import { zoneName } from "../words/instant.ts";
import styles from "./alerts.module.css";
import { ALERT_WORDS, percentText, positiveOf } from "./rule-words.ts";

const USUAL_LOSS = { amount: null, ratio: "0.05" };
const USUAL_QUIET = { from: "22:00", to: "07:00" };
const USUAL_SUMMARY_AT = "08:00";

export interface RulesProps {
  readonly rules: AlertRules;
  readonly onChange: (rules: AlertRules) => void;
}

export function RulesFields({ rules, onChange }: RulesProps) {
  const change = (part: Partial<AlertRules>): void => onChange({ ...rules, ...part });
  return (
    <>
      <Group title="Alerts">
        {ALERTS.map((alert) =>
          alert === "loss" ? (
            <Loss key={alert} rules={rules} onChange={onChange} />
          ) : (
            <Switch
              key={alert}
              label={ALERT_WORDS[alert].label}
              detail={ALERT_WORDS[alert].detail}
              on={rules[alert]}
              onChange={(on) => change({ [alert]: on })}
            />
          ),
        )}
      </Group>
      <Bots rules={rules} onChange={onChange} />
      <Times rules={rules} onChange={onChange} />
    </>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      <div className={panel.panel}>{children}</div>
    </section>
  );
}

function Loss({ rules, onChange }: RulesProps) {
  const { loss } = rules;
  const set = (next: AlertRules["loss"]): void => onChange({ ...rules, loss: next });
  return (
    <>
      <Switch
        label={ALERT_WORDS.loss.label}
        detail={ALERT_WORDS.loss.detail}
        on={loss !== null}
        onChange={(on) => set(on ? USUAL_LOSS : null)}
      />
      {loss !== null && (
        <div className={styles.below}>
          <Bound
            label="More than"
            unit="% of the stake"
            text={percentText(loss.ratio)}
            onChange={(text) => set({ ...loss, ratio: positiveOf(text, 100) })}
          />
          <Bound
            label="or more than"
            unit="of its currency"
            text={loss.amount ?? ""}
            onChange={(text) => set({ ...loss, amount: positiveOf(text, 1) })}
          />
        </div>
      )}
    </>
  );
}

/** A bound that is left empty is none. */
function Bound(props: {
  readonly label: string;
  readonly unit: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  // What is typed stands as it is, "0." on the way to "0.5" too.
  const [typed, setTyped] = useState(props.text);
  return (
    <label>
      {props.label}
      <input
        className={controls.field}
        inputMode="decimal"
        autoComplete="off"
        maxLength={20}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          props.onChange(target.value);
        }}
      />
      {props.unit}
    </label>
  );
}

function Bots({ rules, onChange }: RulesProps) {
  const nameOf = useBotNames();
  const known = [...(useBotModes()?.keys() ?? [])];
  const { bots } = rules;
  const names = [...known, ...(bots ?? []).filter((bot) => !known.includes(bot))];
  const set = (next: readonly string[] | null): void => onChange({ ...rules, bots: next });
  return (
    <Group title="Bots">
      <div className={styles.line}>
        <Segments
          name="Which bots"
          choices={[
            { value: "all", label: "All bots" },
            { value: "some", label: "Only these" },
          ]}
          value={bots === null ? "all" : "some"}
          onChange={(which) => set(which === "all" ? null : names)}
        />
      </div>
      {bots !== null && (
        <div className={styles.bots}>
          {names.map((bot) => (
            <label key={bot} className={controls.check}>
              <input
                type="checkbox"
                checked={bots.includes(bot)}
                onChange={({ target }) => set(target.checked ? [...bots, bot] : bots.filter((other) => other !== bot))}
              />
              <span>{nameOf(bot)}</span>
            </label>
          ))}
        </div>
      )}
      <Switch
        label="Dry runs too"
        detail="Trades with simulated money"
        on={rules.dryRuns}
        onChange={(dryRuns) => onChange({ ...rules, dryRuns })}
      />
    </Group>
  );
}

function Times({ rules, onChange }: RulesProps) {
  const { quiet, summary } = rules;
  const own = zoneName(useZone());
  const zone = quiet?.zone ?? summary?.zone ?? own;
  const id = useId();
  const change = (part: Partial<AlertRules>): void => onChange({ ...rules, ...part });
  const setZone = (next: string): void =>
    change({
      quiet: quiet === null ? null : { ...quiet, zone: next },
      summary: summary === null ? null : { ...summary, zone: next },
    });
  return (
    <Group title="Times">
      <Switch
        label="Quiet hours"
        detail="Nothing is sent until they end. Then one message says what happened"
        on={quiet !== null}
        onChange={(on) => change({ quiet: on ? { ...USUAL_QUIET, zone } : null })}
      />
      {quiet !== null && (
        <div className={styles.below}>
          <Time label="From" value={quiet.from} onChange={(from) => change({ quiet: { ...quiet, from } })} />
          <Time label="to" value={quiet.to} onChange={(to) => change({ quiet: { ...quiet, to } })} />
        </div>
      )}
      <Switch
        label="Daily summary"
        detail="What each bot closed and earned since the last one"
        on={summary !== null}
        onChange={(on) => change({ summary: on ? { at: USUAL_SUMMARY_AT, zone } : null })}
      />
      {summary !== null && (
        <div className={styles.below}>
          <Time label="At" value={summary.at} onChange={(at) => change({ summary: { ...summary, at } })} />
        </div>
      )}
      {(quiet !== null || summary !== null) && (
        <div className={styles.line}>
          <label htmlFor={id}>Time zone</label>
          <select id={id} className={controls.field} value={zone} onChange={({ target }) => setZone(target.value)}>
            {zonesWith(own, zone).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
    </Group>
  );
}

function Time(props: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <label>
      {props.label}
      <input
        type="time"
        className={controls.field}
        value={props.value}
        required
        onChange={({ target }) => target.value !== "" && props.onChange(target.value)}
      />
    </label>
  );
}

/** All zones by name, the reader's own first; browsers list some under one of their two names only. */
function zonesWith(...names: readonly string[]): readonly string[] {
  return [...new Set([...names, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
