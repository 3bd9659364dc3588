/** What made up a book's profit, one view of it at a time; which one stands in the address. */
import { useMemo } from "react";
import { isSameBook } from "../figures/book.ts";
import { daysBetween } from "../figures/days.ts";
import type { BreakdownBy } from "../figures/groups.ts";
import { useAddressPart } from "../browser/address.ts";
import { useCalendar } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { Breakdown } from "./breakdown.tsx";
import { Calendar } from "./calendar.tsx";
import { type BookProps, MAX_DAYS } from "./chart-panel.tsx";
import { Periods } from "./periods-panel.tsx";
import { Spread } from "./spread-panel.tsx";
import styles from "./breakdown.module.css";

type Tab = BreakdownBy | "calendar" | "periods" | "spread";

const TABS: readonly { readonly value: Tab; readonly label: string }[] = [
  { value: "calendar", label: "Calendar" },
  { value: "periods", label: "Periods" },
  { value: "bot", label: "Bots" },
  { value: "pair", label: "Pairs" },
  { value: "tag", label: "Tags" },
  { value: "reason", label: "Exit reasons" },
  { value: "direction", label: "Long/short" },
  { value: "spread", label: "Distribution" },
];

export function Tabs(props: BookProps) {
  const [asked, ask] = useAddressPart("by");
  const tab = TABS.find(({ value }) => value === asked)?.value ?? "calendar";
  return (
    <section className={panel.section} aria-label="Breakdown">
      <div className={`${panel.head} ${styles.head}`}>
        <Segments
          name="Grouped by"
          choices={TABS}
          value={tab}
          onChange={(value) => ask(value === "calendar" ? null : value)}
        />
      </div>
      <Shown tab={tab} {...props} />
    </section>
  );
}

function Shown({ tab, total, profit, range }: BookProps & { readonly tab: Tab }) {
  const { days, book } = total;
  const { today } = useCalendar();
  const { first, last } = range;
  const all = useMemo(() => daysBetween(days, first, last ?? today, MAX_DAYS), [days, first, last, today]);
  switch (tab) {
    case "calendar":
      return <Calendar days={all} book={book} />;
    case "periods":
      return <Periods days={days} book={book} />;
    case "spread":
      return profit.answer !== null ? (
        <Spread book={profit.answer.books.find((row) => isSameBook(row, book))} />
      ) : profit.problem === null ? (
        <Waiting />
      ) : (
        <Empty title={`Not available: ${profit.problem}`} />
      );
    default:
      return <Breakdown profit={profit} book={book} grouping={tab} range={range.range} />;
  }
}
