/** Chooses the range of days that a view shows: one button, whose panel has the usual ranges and two fields for any other. */
import { CalendarDays, Check, ChevronDown } from "lucide-react";
import { useCalendar } from "../browser/now.ts";
import {
  ALL,
  monthBefore,
  parseRange,
  type Range,
  rangeDays,
  rangeText,
  rangeWords,
  type ShownRange,
} from "../browser/range.ts";
import { monthWords } from "../words/instant.ts";
import choices from "./choices.module.css";
import controls from "./controls.module.css";
import { Popover } from "./popover.tsx";
import styles from "./range-picker.module.css";

const USUAL: readonly Range[] = [
  { kind: "last", days: 1 },
  { kind: "last", days: 7 },
  { kind: "last", days: 30 },
  { kind: "month" },
];

/** `of` is what `useRange` said. `terse`: on a phone an icon, where the head has no room for words. */
export function RangePicker({ of, terse = false }: { readonly of: ShownRange; readonly terse?: boolean }) {
  const { today } = useCalendar();
  const before = monthBefore(today);
  const words = rangeWords(of.range);
  return (
    <Popover
      className={`${controls.button} ${terse ? styles.terse : styles.cut}`}
      align="end"
      name={`Range: ${words}`}
      label={
        <>
          {terse && <CalendarDays size={16} aria-hidden="true" data-on={of.range.kind !== "all"} />}
          <span>{words}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </>
      }
    >
      {() => (
        <div className={choices.list} role="group" aria-label="Range">
          {[...USUAL, before, { kind: "year" } as const, ALL].map((range) => (
            <button
              key={rangeText(range)}
              type="button"
              className={choices.choice}
              aria-pressed={rangeText(range) === rangeText(of.range)}
              onClick={() => of.choose(range)}
            >
              {range === before ? monthWords(rangeText(before)) : rangeWords(range)}
              {rangeText(range) === rangeText(of.range) && <Check size={14} aria-hidden="true" />}
            </button>
          ))}
          <hr />
          <Custom of={of} today={today} />
        </div>
      )}
    </Popover>
  );
}

/** Two days; the range moves when one of them is another. */
function Custom({ of, today }: { readonly of: ShownRange; readonly today: string }) {
  const { first, last } = rangeDays(of.range, { today });
  const [from, to] = [first ?? "", last ?? today];
  const choose = (nextFrom: string, nextTo: string): void => {
    // A field may be empty, or have a year that is none.
    const range = parseRange([nextFrom, nextTo].sort().join(".."));
    if (range !== null) of.choose(range);
  };
  return (
    <div className={styles.custom}>
      <label>
        From
        <input
          key={from}
          className={controls.field}
          type="date"
          max={today}
          defaultValue={from}
          onBlur={(event) => event.target.value !== from && choose(event.target.value, to)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </label>
      <label>
        To
        <input
          key={to}
          className={controls.field}
          type="date"
          max={today}
          defaultValue={to}
          onBlur={(event) =>
            event.target.value !== to && choose(from === "" ? event.target.value : from, event.target.value)
          }
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </label>
    </div>
  );
}
