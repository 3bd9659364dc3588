/** Chooses the bots that every view shows. */
import { Check, ChevronDown } from "lucide-react";
import { useShownState } from "../live/shown-state.ts";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { useChooseBots, useChosenBots } from "../browser/chosen-bots.ts";
import styles from "../parts/choices.module.css";

export function BotPicker() {
  const bots = useShownState((state) => state.bots);
  const chosen = useChosenBots();
  const choose = useChooseBots();
  if (bots === null || Object.keys(bots).length === 0) return null;
  const names = Object.keys(bots).sort();
  const modes = [...new Set(Object.values(bots).map((bot) => bot.mode))];
  const toggle = (name: string): void => {
    const next = new Set(chosen ?? []);
    if (!next.delete(name)) next.add(name);
    choose(next.size === 0 || next.size === names.length ? null : next);
  };
  return (
    <Popover
      className={controls.button}
      align="end"
      name={`Bots shown: ${chosenWords(chosen)}`}
      label={
        <>
          {chosenWords(chosen)}
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
          <hr />
          {names.map((name) => (
            <Choice key={name} label={name} on={chosen?.has(name) === true} onClick={() => toggle(name)} />
          ))}
        </div>
      )}
    </Popover>
  );
}

function Choice({
  label,
  on,
  onClick,
}: {
  readonly label: string;
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

function chosenWords(chosen: ReadonlySet<string> | null): string {
  if (chosen === null) return "All bots";
  const [only] = chosen;
  return chosen.size === 1 && only !== undefined ? only : `${chosen.size} bots`;
}

function ofMode(bots: { readonly [name: string]: { readonly mode: string } }, mode: string): ReadonlySet<string> {
  return new Set(Object.entries(bots).flatMap(([name, bot]) => (bot.mode === mode ? [name] : [])));
}
