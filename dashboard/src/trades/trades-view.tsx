/** Open and closed trades of the chosen bots: sortable, searchable, exportable; the whole question stands in the address. */
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { Trade } from "fillcast";
import { useVitals } from "fillcast/react";
import { useShownState } from "../live/shown-state.ts";
import { withNewestPrices } from "../figures/prices.ts";
import { coverageWords, useTrades } from "../live/trades.ts";
import { positionOf } from "../live/vitals.ts";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { SearchField } from "../parts/search-field.tsx";
import { Segments } from "../parts/segments.tsx";
import { useAddressPart } from "../browser/address.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { count } from "../words/decimal.ts";
import {
  CLOSED_COLUMNS,
  OPEN_COLUMNS_WITH_TAG,
  ORPHANED_COLUMNS,
  type TradeColumn,
  UNFILLED_COLUMNS,
} from "./columns.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { matchesQuery, parseSorting, sortingText, sortTrades } from "./sort.ts";
import { TradeTable } from "./trade-table.tsx";
import styles from "./trades-view.module.css";

/** Rows of a long list that are drawn at first, and each time that the reader nears the end. */
const STEP_ROWS = 100;

type Side = "open" | "closed" | "unfilled" | "orphaned";

/** What each choice lists. */
const STATUSES: { readonly [side in Side]: readonly Trade["status"][] } = {
  open: ["open", "pending"],
  closed: ["closed"],
  unfilled: ["cancelled"],
  orphaned: ["orphaned"],
};

const SIDES = ["open", "closed", "unfilled", "orphaned"] as const;

export default function TradesView() {
  const known = useShownState((state) => state.bots) !== null;
  const { trades, coverage } = useTrades();
  const [status, setStatus] = useAddressPart("status");
  const [sort, setSort] = useAddressPart("sort");
  const [query] = useAddressPart("q");
  const side = sideOf(status);
  const open = side === "open";
  const sorting = parseSorting(sort, { key: side === "closed" ? "closed" : "opened", descending: true });

  const vitals = useVitals();
  // Looked at where the order depends on them: they change every few seconds.
  const asked = sorting.key === "openProfit" ? vitals : null;
  const bySide = useMemo(() => sidesOf(trades), [trades]);
  const shown = useMemo(() => {
    const own = bySide[side].filter((trade) => matchesQuery(trade, query ?? ""));
    const openProfit = (trade: Trade): string | null =>
      asked === null ? null : (positionOf(asked, trade)?.profit ?? null);
    return sortTrades(open ? withNewestPrices(own, trades) : own, sorting, openProfit);
    // Sorting is parsed from its text each time.
  }, [bySide, side, open, query, trades, asked, sorting.key, sorting.descending]);

  // The state has every open trade; how many there are of the others is known when the ledger is read.
  const isCounted = (value: Side): boolean =>
    value === "open" || (coverage.kind !== "unread" && coverage.kind !== "reading");
  // It is seldom that an end is lost.
  const isOffered = (value: Side): boolean => value !== "orphaned" || side === "orphaned" || bySide.orphaned.length > 0;
  const choices = SIDES.filter(isOffered).map((value) => ({
    value,
    label: isCounted(value) ? `${SIDE_WORDS[value]} ${count(bySide[value].length)}` : SIDE_WORDS[value],
  }));
  return (
    <>
      <ViewHead title="Trades">
        <SearchField name="Search trades" />
        <BotPicker />
      </ViewHead>
      <Body>
        <section className={panel.section}>
          <div className={styles.bar}>
            <Segments name="Status" choices={choices} value={side} onChange={setStatus} />
            <ExportMenu trades={shown} />
          </div>
          {!known ? (
            <Waiting />
          ) : shown.length === 0 && !isCounted(side) ? (
            <Waiting />
          ) : shown.length === 0 ? (
            <Nothing side={side} searched={(query ?? "") !== ""} />
          ) : (
            <MoreRows rows={shown}>
              {(rows) => (
                <Framed>
                  <TradeTable
                    name={`${SIDE_WORDS[side]} trades`}
                    trades={rows}
                    columns={COLUMNS[side]}
                    sorting={sorting}
                    onSort={(next) => setSort(sortingText(next))}
                  />
                </Framed>
              )}
            </MoreRows>
          )}
          {!isCounted(side) && shown.length > 0 && (
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
const COLUMNS: { readonly [side in Side]: readonly TradeColumn[] } = {
  open: OPEN_COLUMNS_WITH_TAG,
  closed: CLOSED_COLUMNS,
  unfilled: UNFILLED_COLUMNS,
  orphaned: ORPHANED_COLUMNS,
};

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
  if (searched) return <Empty title="No trade matches the search" />;
  if (side === "open") return <Empty title="No open trade" />;
  if (side === "closed") return <Empty title="No closed trade yet" />;
  if (side === "orphaned") return <Empty title="The end of every trade was reported" />;
  return <Empty title="No unfilled entries" />;
}

function sidesOf(trades: readonly Trade[]): { readonly [side in Side]: readonly Trade[] } {
  const of = (side: Side): readonly Trade[] => trades.filter((trade) => STATUSES[side].includes(trade.status));
  return { open: of("open"), closed: of("closed"), unfilled: of("unfilled"), orphaned: of("orphaned") };
}

/** A long list in steps. */
function MoreRows<Row>(props: {
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}) {
  const [shown, setShown] = useState(STEP_ROWS);
  const end = useRef<HTMLDivElement>(null);
  const more = props.rows.length > shown;
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
      {props.children(more ? props.rows.slice(0, shown) : props.rows)}
      {more && <div ref={end} />}
    </>
  );
}
