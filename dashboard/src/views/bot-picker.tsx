/** Chooses the bots that every view shows. */
import type { ReactNode } from "react";
import { Check, ChevronDown } from "lucide-react";
import { BotName, useBotName, useSettings } from "../live/bot-names.tsx";
import { type BotModes, useBotModes } from "../live/bots.ts";
import { settingsOf } from "../live/feed-settings.ts";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { useChooseBots, useChosenBots } from "../browser/chosen-bots.ts";
import styles from "../parts/choices.module.css";

export function BotPicker() {
  const bots = useBotModes();
  const chosen = useChosenBots();
  const choose = useChooseBots();
  const settings = useSettings();
  const [only = ""] = chosen ?? [];
  const onlyName = useBotName(only);
  if (bots === null) return <Room />;
  if (bots.size === 0) return null;
  const names = [...bots.keys()];
  const listed = names.filter((name) => settingsOf(settings, name).hidden !== true || chosen?.has(name) === true);
  const groups = [...new Set(names.map((name) => settingsOf(settings, name).group ?? ""))].filter(
    (name) => name !== "",
  );
  const words = chosenWords(chosen, onlyName);
  const modes = [...new Set(bots.values())];
  const toggle = (name: string): void => {
    const next = new Set(chosen ?? []);
    if (!next.delete(name)) next.add(name);
    choose(next.size === 0 || next.size === names.length ? null : next);
  };
  return (
    <Popover
      className={controls.button}
      align="end"
      name={`Bots shown: ${words}`}
      label={
        <>
          {words}
          <ChevronDown size={14} aria-hidden="true" />
        </>
      }
    >
      {() => (
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
      )}
    </Popover>
  );
}

/** As much as the button will need, so that what stands beside it stays where it is. */
function Room() {
  return (
    <span className={`${controls.button} ${controls.unseen}`} aria-hidden="true">
      All bots
      <ChevronDown size={14} />
    </span>
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

function chosenWords(chosen: ReadonlySet<string> | null, only: string): string {
  if (chosen === null) return "All bots";
  return chosen.size === 1 ? only : `${chosen.size} bots`;
}

function ofMode(bots: BotModes, mode: string): ReadonlySet<string> {
  return new Set([...bots].flatMap(([name, own]) => (own === mode ? [name] : [])));
}
