/** The tape's filter by pairs and days. */
import { type FormEvent, useSyncExternalStore } from "react";
import { Check, Filter } from "lucide-react";
import { useSession } from "../live/session-provider.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import { MenuButton } from "../parts/menu-button.tsx";
import { textOf } from "../parts/form.ts";
import choices from "../parts/choices.module.css";
import controls from "../parts/controls.module.css";
import { useAddressPart } from "../browser/address.ts";
import { parseBots } from "../browser/chosen-bots.ts";
import { count } from "../words/decimal.ts";
import { pairOf } from "../words/event.ts";
import styles from "./filter-menu.module.css";

/** Rows of the tape that are looked through for pairs. */
const LOOKED_THROUGH = 5_000;

export function FilterMenu() {
  const [pair] = useAddressPart("pair");
  const [from] = useAddressPart("from");
  const [to] = useAddressPart("to");
  const parts = (parseBots(pair)?.size ?? 0) + (from === null ? 0 : 1) + (to === null ? 0 : 1);
  return (
    <MenuButton
      icon={Filter}
      word="Filter"
      align="start"
      name={parts === 0 ? "Filter by pair and date" : `Filter by pair and date: ${count(parts)} set`}
      mark={parts > 0 && <span data-number>{count(parts)}</span>}
    >
      {() => (
        <div className={styles.menu}>
          <div className={styles.days}>
            <Day name="from" label="From" />
            <Day name="to" label="To" />
          </div>
          <Pairs />
        </div>
      )}
    </MenuButton>
  );
}

function Day({ name, label }: { readonly name: string; readonly label: string }) {
  const [day, setDay] = useAddressPart(name);
  return (
    <label>
      <span className={controls.label}>{label}</span>
      <input
        className={controls.field}
        type="date"
        value={day ?? ""}
        onChange={(event) => setDay(event.target.value)}
      />
    </label>
  );
}

function Pairs() {
  const [text, setText] = useAddressPart("pair");
  const chosen = parseBots(text) ?? new Set<string>();
  const known = useKnownPairs();
  const set = (pairs: ReadonlySet<string>): void => setText([...pairs].join(","));
  const toggle = (pair: string): void => {
    const next = new Set(chosen);
    if (!next.delete(pair)) next.add(pair);
    set(next);
  };
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const pair = textOf(new FormData(event.currentTarget), "pair").trim();
    if (pair !== "" && !pair.includes(",")) set(new Set([...chosen, pair]));
    event.currentTarget.reset();
  };
  const all = [...new Set([...chosen, ...known])].sort((a, b) => a.localeCompare(b));
  return (
    <div>
      <p className={controls.label}>Pairs</p>
      <div className={`${choices.list} ${styles.pairs}`} role="group" aria-label="Pairs">
        {all.map((pair) => (
          <button
            key={pair}
            type="button"
            className={choices.choice}
            aria-pressed={chosen.has(pair)}
            onClick={() => toggle(pair)}
          >
            {pair}
            {chosen.has(pair) && <Check size={14} aria-hidden="true" />}
          </button>
        ))}
      </div>
      <form className={styles.add} onSubmit={add}>
        <input className={controls.field} name="pair" placeholder="Another pair" aria-label="Another pair" />
        <button className={controls.button} type="submit">
          Add
        </button>
      </form>
    </div>
  );
}

/** Of the newest events, and of the trades that the state names. */
function useKnownPairs(): readonly string[] {
  const { tape } = useSession();
  const trades = useShownState((state) => state.trades);
  const rows = useSyncExternalStore(tape.subscribe, () => tape.view.rows);
  const recent = rows.slice(0, LOOKED_THROUGH).flatMap(({ event }) => pairOf(event) ?? []);
  return [...new Set([...recent, ...Object.values(trades ?? {}).map(({ pair }) => pair)])];
}
