/** Filters of a list of trades: chosen from what its trades have, shown as words that take themselves out. */
import { ListFilter, X } from "lucide-react";
import { useLocation, useSearch } from "wouter";
import { addressOf } from "../browser/address.ts";
import { MODE_WORDS } from "../figures/book.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { MenuButton } from "../parts/menu-button.tsx";
import styles from "./list-menus.module.css";
import { choicesOf, FILTER_NAMES, type FilterName, NONE, parseFilter, type TradeFilter } from "./trade-filter.ts";
import { reasonWords } from "./trade-words.tsx";

const LABELS: { readonly [name in FilterName]: string } = {
  pair: "Pair",
  direction: "Direction",
  result: "Result",
  reason: "Exit reason",
  tag: "Tag",
  currency: "Stake currency",
  mode: "Mode",
};
const RESULTS = new Map([
  ["win", "Profit"],
  ["loss", "Loss"],
  ["even", "Zero"],
]);

/** The filter in the address, and its setter: undefined takes a name out. */
function useFilter(): readonly [TradeFilter, (change: TradeFilter | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filter = parseFilter(search);
  const set = (next: TradeFilter | null): void => {
    const parameters = new URLSearchParams(search);
    for (const name of FILTER_NAMES) {
      const value = next?.[name];
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    }
    navigate(addressOf(path, parameters), { replace: true });
  };
  return [filter, set];
}

export function FilterMenu() {
  return (
    <MenuButton icon={ListFilter} word="Filter">
      {() => <Choices />}
    </MenuButton>
  );
}

/** What can be chosen is looked up when the menu opens. */
function Choices() {
  const { ledger } = useSession();
  const [filter, set] = useFilter();
  const choices = choicesOf(ledger.view.trades);
  return (
    <div className={styles.fields}>
      {FILTER_NAMES.map((name) => {
        const own = filter[name];
        const values = choices[name] ?? [];
        const all = own === undefined || values.includes(own) ? values : [own, ...values];
        if (all.length === 0) return null;
        return (
          <label key={name}>
            <span className={controls.label}>{LABELS[name]}</span>
            <select
              className={controls.field}
              value={own ?? ""}
              onChange={({ target }) => set(withValue(filter, name, target.value))}
            >
              <option value="">All</option>
              {all.map((value) => (
                <option key={value} value={value}>
                  {valueWords(name, value)}
                </option>
              ))}
            </select>
          </label>
        );
      })}
      <button
        type="button"
        className={controls.quiet}
        disabled={Object.keys(filter).length === 0}
        onClick={() => set(null)}
      >
        Reset
      </button>
    </div>
  );
}

/** The filters that are set; pressing one takes it out. */
export function FilterChips() {
  const [filter, set] = useFilter();
  const names = FILTER_NAMES.filter((name) => filter[name] !== undefined);
  if (names.length === 0) return null;
  return (
    <p className={styles.chips} role="group" aria-label="Filters">
      {names.map((name) => {
        const words = `${LABELS[name]}: ${valueWords(name, filter[name]!)}`;
        return (
          <button
            key={name}
            type="button"
            className={styles.chip}
            aria-label={`Remove filter ${words}`}
            onClick={() => set(withValue(filter, name, ""))}
          >
            {words}
            <X size={13} aria-hidden="true" />
          </button>
        );
      })}
    </p>
  );
}

function withValue(filter: TradeFilter, name: FilterName, value: string): TradeFilter {
  const { [name]: _, ...others } = filter;
  return value === "" ? others : { ...others, [name]: value };
}

function valueWords(name: FilterName, value: string): string {
  if (value === NONE) return "none";
  if (name === "result") return RESULTS.get(value) ?? value;
  if (name === "reason") return reasonWords(value);
  if (name === "mode" && Object.hasOwn(MODE_WORDS, value)) return MODE_WORDS[value as keyof typeof MODE_WORDS];
  return value;
}
