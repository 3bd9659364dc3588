/** What the bot picker opens: the bots one by one, and those of a kind or a group at once. Loaded when it opens. */
import type { ReactNode } from "react";
import { Check } from "lucide-react";
import { BotName, useSettings } from "../live/bot-names.tsx";
import type { BotModes } from "../live/bots.ts";
import { settingsOf } from "../live/feed-settings.ts";
import { useChooseBots, useChosenBots } from "../browser/chosen-bots.ts";
import styles from "../parts/choices.module.css";

export default function BotChoices({ bots }: { readonly bots: BotModes }) {
  const chosen = useChosenBots();
  const choose = useChooseBots();
  const settings = useSettings();
  const names = [...bots.keys()];
  const listed = names.filter((name) => settingsOf(settings, name).hidden !== true || chosen?.has(name) === true);
  const groups = [...new Set(names.map((name) => settingsOf(settings, name).group ?? ""))].filter(
    (name) => name !== "",
  );
  const modes = [...new Set(bots.values())];
  const toggle = (name: string): void => {
    const next = new Set(chosen ?? []);
    if (!next.delete(name)) next.add(name);
    choose(next.size === 0 || next.size === names.length ? null : next);
  };
  return (
    <div className={styles.list} role="group" aria-label="Bots shown">
      <Choice label="All bots" on={chosen === null} onClick={() => choose(null)} />
      {modes.length > 1 && modes.includes("live") && (
        <Choice label="All live" on={false} onClick={() => choose(ofMode(bots, "live"))} />
      )}
      {modes.length > 1 && modes.includes("dry") && (
        <Choice label="All dry-run" on={false} onClick={() => choose(ofMode(bots, "dry"))} />
      )}
      {groups.toSorted().map((group) => (
        <Choice
          key={`group ${group}`}
          label={group}
          on={false}
          onClick={() => choose(new Set(names.filter((name) => settingsOf(settings, name).group === group)))}
        />
      ))}
      <hr />
      {listed.map((name) => (
        <Choice
          key={name}
          label={<BotName bot={name} />}
          on={chosen?.has(name) === true}
          onClick={() => toggle(name)}
        />
      ))}
    </div>
  );
}

function Choice({
  label,
  on,
  onClick,
}: {
  readonly label: ReactNode;
  readonly on: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className={styles.choice} aria-pressed={on} onClick={onClick}>
      {label}
      {on && <Check size={14} aria-hidden="true" />}
    </button>
  );
}

function ofMode(bots: BotModes, mode: string): ReadonlySet<string> {
  return new Set([...bots].flatMap(([name, own]) => (own === mode ? [name] : [])));
}
