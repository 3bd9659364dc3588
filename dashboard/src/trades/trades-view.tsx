/** Open and closed trades of the chosen bots: sortable, searchable, exportable; the whole question stands in the address. */
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FeedState, Trade } from "fillcast";
import { useSearch } from "wouter";
import { useCoverage, useKept } from "../live/kept.ts";
import { useSession } from "../live/session-provider.tsx";
import { useShownState, useShownVitals } from "../live/use-shown-state.ts";
import { coverageWords } from "../live/trades.ts";
import { ColumnMenu } from "../parts/column-menu.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { RangePicker } from "../parts/range-picker.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { Segments } from "../parts/segments.tsx";
import { SortControl } from "../parts/sort-control.tsx";
import { useAddressPart } from "../browser/address.ts";
import { useIsShown } from "../browser/chosen-bots.ts";
import { useRange } from "../browser/range.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { count } from "../words/decimal.ts";
import { useWide } from "../browser/wide.ts";
import { COLUMNS, useColumns } from "./all-columns.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { FilterChips, FilterMenu } from "./filter-menu.tsx";
import { liveValueOf } from "./position.tsx";
import { isLiveKey, parseSorting, type Sorting, sortingText } from "./sort.ts";
import { parseFilter, toMatch, type TradeFilter } from "./trade-filter.ts";
import { type Side, TradeList, type TradeListView } from "./trade-list.ts";
import { PAIR, TradeTable } from "./trade-table.tsx";
import styles from "./trades-view.module.css";

/** Rows of a long list that are drawn at first: more than any window shows. */
const FIRST_ROWS = 40;
/** And each time that the reader nears the end. */
const STEP_ROWS = 100;

const SIDES = ["open", "closed", "unfilled", "orphaned"] as const;

export default function TradesView() {
  const known = useShownState(() => true) === true;
  const coverage = useCoverage();
  const { meter } = useSession();
  useEffect(meter.list, [meter]);
  const [status, setStatus] = useAddressPart("status");
  const [sort, setSort] = useAddressPart("sort");
  const [search] = useAddressPart("q");
  const query = search ?? "";
  const side = sideOf(status);
  const open = side === "open";
  const { key, descending } = parseSorting(sort, { key: side === "closed" ? "closed" : "opened", descending: true });
  const sorting = useMemo(() => ({ key, descending }), [key, descending]);
  const isShown = useIsShown();
  const range = useRange();
  const { from, to } = range;
  // Looked at where the order depends on them: they change every few seconds.
  const vitals = useShownVitals((all) => (isLiveKey(key) ? all : null));
  const filtered = JSON.stringify(parseFilter(useSearch()));
  const make = useCallback(() => {
    const matches = toMatch(JSON.parse(filtered) as TradeFilter);
    return new TradeList({
      side,
      sorting,
      query,
      isShown,
      bounds: { from, to },
      ...(matches === null ? {} : { matches }),
      ...(vitals === null ? {} : { live: liveValueOf(vitals) }),
    });
  }, [side, sorting, query, isShown, from, to, filtered, vitals]);
  const list = useKept(make);
  // As wide as the count will be.
  const closed = useShownState(useCallback((state: FeedState) => closedOf(state, isShown), [isShown])) ?? 0;
  // The state has every open trade; how many there are of the others is known when the ledger is read.
  const isCounted = (value: Side): boolean =>
    value === "open" || (coverage.kind !== "unread" && coverage.kind !== "reading");
  // It is seldom that an end is lost.
  const isOffered = (value: Side): boolean => value !== "orphaned" || side === "orphaned" || list.counts.orphaned > 0;
  const choices = SIDES.filter(isOffered).map((value) => ({
    value,
    ...(isCounted(value)
      ? { label: `${SIDE_WORDS[value]} ${count(list.counts[value])}` }
      : { label: SIDE_WORDS[value], awaited: count(value === "closed" ? closed : 0) }),
  }));
  const { columns, isChosen } = useColumns(side);
  const shown = useMemo(() => new Set<string>(columns.map(({ key }) => key)), [columns]);
  const isWide = useWide();
  const onSort = (next: Sorting | null): void => setSort(next === null ? null : sortingText(next));
  return (
    <>
      <ViewHead title="Trades">
        <SearchField name="Search trades" />
        <RangePicker of={range} terse />
        <BotPicker />
      </ViewHead>
      <Body>
        <section className={panel.section}>
          <div className={styles.bar}>
            <Segments name="Status" choices={choices} value={side} onChange={setStatus} />
            <div className={styles.menus}>
              {!isWide && <SortControl columns={[PAIR, ...COLUMNS[side].all]} sorting={sorting} onSort={onSort} />}
              <FilterMenu />
              <ColumnMenu list={side} columns={COLUMNS[side].all} shown={shown} isChosen={isChosen} />
              <ExportMenu trades={list.first} size={list.size} />
            </div>
          </div>
          <FilterChips />
          {!known ? (
            <Waiting />
          ) : list.size === 0 && !isCounted(side) ? (
            <Waiting />
          ) : list.size === 0 ? (
            <Nothing side={side} searched={query !== "" || filtered !== "{}" || range.range.kind !== "all"} />
          ) : (
            <MoreRows list={list}>
              {(rows) => (
                // Each list fits by itself, and again where other columns are chosen.
                <Framed key={`${side} ${isChosen ? columns.map((column) => column.key).join(" ") : ""}`}>
                  <TradeTable
                    name={`${SIDE_WORDS[side]} trades`}
                    trades={rows}
                    columns={columns}
                    sorting={sorting}
                    onSort={onSort}
                  />
                </Framed>
              )}
            </MoreRows>
          )}
          {!isCounted(side) && list.size > 0 && (
            <p className={panel.footnote} role="status">
              Loading older trades…
            </p>
          )}
          {!open && coverageWords(coverage) !== null && <p className={panel.footnote}>{coverageWords(coverage)}</p>}
        </section>
      </Body>
    </>
  );
}

const SIDE_WORDS: { readonly [side in Side]: string } = {
  open: "Open",
  closed: "Closed",
  unfilled: "Not filled",
  orphaned: "No end",
};
function closedOf({ bots }: FeedState, isShown: (bot: string) => boolean): number {
  return Object.entries(bots).reduce((sum, [name, { closedTrades }]) => sum + (isShown(name) ? closedTrades : 0), 0);
}

/** What the address asks for; `ended` is what earlier addresses called those without a fill. */
function sideOf(status: string | null): Side {
  switch (status) {
    case "closed":
    case "orphaned":
    case "unfilled":
      return status;
    case "ended":
      return "unfilled";
    default:
      return "open";
  }
}

function Nothing({ side, searched }: { readonly side: Side; readonly searched: boolean }) {
  if (searched) return <Empty title="No match" />;
  if (side === "open") return <Empty title="No open trade" />;
  if (side === "closed") return <Empty title="No closed trade yet" />;
  if (side === "orphaned") return <Empty title="The end of every trade was reported" />;
  return <Empty title="No unfilled entries" />;
}

/** A long list in steps. */
function MoreRows(props: { readonly list: TradeListView; readonly children: (rows: readonly Trade[]) => ReactNode }) {
  const { list } = props;
  const [shown, setShown] = useState(FIRST_ROWS);
  const end = useRef<HTMLDivElement>(null);
  const more = list.size > shown;
  const rows = useMemo(() => list.first(shown), [list, shown]);
  useEffect(() => {
    const mark = end.current;
    if (mark === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && setShown((before) => before + STEP_ROWS),
      { rootMargin: "600px" },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [more, shown]);
  return (
    <>
      {props.children(rows)}
      {more && <div ref={end} />}
    </>
  );
}
