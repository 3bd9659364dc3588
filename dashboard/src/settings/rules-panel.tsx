/** Notification rules: one for all bots, and those of bots that differ. */
import { useId, useState } from "react";
import { useBotNames } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { ownRule, type Rule, ruleOf, setPreferences, usePreferences } from "../browser/preferences.ts";
import { Switch } from "../parts/switch.tsx";
import styles from "./rules-panel.module.css";

/** The value of the choice that means the rule for all. */
const ALL = "";
const DEFAULT_LOSS_PERCENT = 3;

export function RulesPanel() {
  const preferences = usePreferences();
  const bots = [...(useBotModes()?.keys() ?? [])];
  const nameOf = useBotNames();
  const [bot, setBot] = useState(ALL);
  const id = useId();
  const own = bot !== ALL && ownRule(preferences, bot) !== undefined;
  const rule = bot === ALL ? preferences.rule : ruleOf(preferences, bot);

  const change = (part: Partial<Rule>): void => {
    const next = { ...rule, ...part };
    if (bot === ALL) setPreferences({ rule: next });
    else setPreferences({ botRules: { ...preferences.botRules, [bot]: next } });
  };
  const followAll = (): void => {
    const { [bot]: _, ...rest } = preferences.botRules;
    setPreferences({ botRules: rest });
  };

  return (
    <>
      <div className={styles.which}>
        <label htmlFor={id}>Rules for</label>
        <select id={id} className={controls.field} value={bot} onChange={(event) => setBot(event.target.value)}>
          <option value={ALL}>All bots</option>
          {bots.map((name) => (
            <option key={name} value={name}>
              {nameOf(name)}
              {ownRule(preferences, name) === undefined ? "" : " (its own)"}
            </option>
          ))}
        </select>
        {own && (
          <button type="button" className={controls.quiet} onClick={followAll}>
            Use the rule for all bots
          </button>
        )}
      </div>
      <div className={panel.panel}>
        <Switch label="Closed trades" on={rule.closes} onChange={(closes) => change({ closes })} />
        <Switch
          label="Large losses"
          detail="Even if closed trades are off"
          on={rule.lossWorseThanPercent !== null}
          onChange={(on) => change({ lossWorseThanPercent: on ? DEFAULT_LOSS_PERCENT : null })}
        />
        {rule.lossWorseThanPercent !== null && (
          <label className={styles.limit}>
            Worse than
            <span>
              <input
                className={controls.field}
                type="number"
                min={0}
                max={100}
                step={0.5}
                value={rule.lossWorseThanPercent}
                onChange={(event) => change({ lossWorseThanPercent: Math.max(0, Number(event.target.value)) })}
              />
              %
            </span>
          </label>
        )}
        <Switch
          label="Exceptions, liquidation warnings"
          on={rule.exceptions}
          onChange={(exceptions) => change({ exceptions })}
        />
        <Switch
          label="Silence"
          detail="A bot stops sending heartbeats"
          on={rule.silence}
          onChange={(silence) => change({ silence })}
        />
      </div>
    </>
  );
}
