/** The line of a book: profit added up, or what the accounts were worth where relays say so; by day, or by hour in a short range. */
import { useCallback, useMemo } from "react";
import { hourIn } from "fillcast/csv";
import { isSameBook } from "../figures/book.ts";
import { type Calendar, dayAfter, daysBetween, lastUtcDay, startOfDay, sum } from "../figures/days.ts";
import type { BookTotals } from "../figures/totals.ts";
import type { ProfitView } from "../live/profit.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { useAddressPart } from "../browser/address.ts";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { serverNow, useCalendar } from "../browser/now.ts";
import { parseRange, type ShownRange } from "../browser/range.ts";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { clock, dayHead, dayName, zoneName, type Zone } from "../words/instant.ts";
import { lastOfSteps, useAccountBots, useAccountValues } from "./account-values.ts";
import { ProfitChart } from "./profit-chart.tsx";
import { type Point, pointsOfGains, pointsOfValues } from "./series.ts";
import type { Zoom } from "./zoom.ts";

export interface BookProps {
  readonly total: BookTotals;
  readonly profit: ProfitView;
  readonly range: ShownRange;
  readonly zoom: Zoom;
}

/** Days in a line at most: ten years. */
export const MAX_DAYS = 3_660;
/** A range of at most these days is shown by hour. */
const SHORT_DAYS = 2;
const HOUR_MS = 3_600_000;

type Line = "profit" | "account";
const LINES: readonly { readonly value: Line; readonly label: string }[] = [
  { value: "profit", label: "Profit" },
  { value: "account", label: "Account value" },
];

/** True where a line by day would have hardly any points. */
export function isShort(
  { first, last }: Pick<ShownRange, "first" | "last">,
  { today }: Pick<Calendar, "today">,
): boolean {
  return first !== null && dayAfter(first, SHORT_DAYS) > (last ?? today);
}

export function ChartPanel(props: BookProps) {
  const { book } = props.total;
  const { zone, today } = useCalendar();
  const bots = useAccountBots(book);
  const [asked, ask] = useAddressPart("line");
  const line: Line = asked === "account" ? asked : "profit";
  const isByHour = isShort(props.range, { today });
  const shown = { ...props, zone, isByHour };
  return (
    <section className={panel.section} aria-label="Chart">
      <div className={panel.head}>
        <h2>
          By {isByHour ? "hour" : "day"}, {zoneName(zone)}
        </h2>
        {(bots.length > 0 || line === "account") && (
          <span className={panel.aside}>
            <Segments
              name="Line"
              choices={LINES}
              value={line}
              onChange={(value) => ask(value === "profit" ? null : value)}
            />
          </span>
        )}
      </div>
      {line === "account" ? <AccountLine {...shown} bots={bots} /> : <ProfitLine {...shown} today={today} />}
    </section>
  );
}

type LineProps = BookProps & { readonly zone: Zone; readonly isByHour: boolean };

function ProfitLine({ total, profit, range, zoom, zone, isByHour, today }: LineProps & { readonly today: string }) {
  const { days: known, book } = total;
  const { first, last } = range;
  const hours = isByHour ? profit.answer?.groups.hour : undefined;
  const points = useMemo(() => {
    if (first !== null && isByHour) {
      const gains = new Map(
        (hours ?? []).flatMap((row) => (isSameBook(row, book) ? [[row.hour, row.realised] as const] : [])),
      );
      const steps = hoursBetween(first, last ?? today, zone).map((name) => ({ name, gain: gains.get(name) ?? "0" }));
      return pointsOfGains(steps, "0");
    }
    const days = daysBetween(known, first, last ?? today, MAX_DAYS);
    const cut = days[0]?.day ?? "";
    const before = sum(known.filter(({ day }) => day < cut).map(({ realised }) => realised));
    return pointsOfGains(
      days.map(({ day, realised }) => ({ name: day, gain: realised })),
      before,
    );
  }, [known, book, hours, first, last, today, zone, isByHour]);
  const isChosen = useChosenBots() !== null;
  const isAllTime = range.range.kind === "all";
  // Days of trades know their instants.
  const stateDays = useShownState((state) => state.days);
  const utcUntil = useMemo(
    () => (isChosen || !isAllTime || stateDays === null ? null : lastUtcDay(stateDays, book, zone)),
    [isChosen, isAllTime, stateDays, book, zone],
  );
  return (
    <>
      <Drawn
        points={points}
        kind="profit"
        title="Cumulative realised profit"
        zoom={zoom}
        book={book}
        isByHour={isByHour}
        zone={zone}
      />
      {utcUntil !== null && (
        <p className={panel.footnote}>Days up to {dayHead(Date.parse(utcUntil), "utc")} are UTC days.</p>
      )}
    </>
  );
}

function AccountLine({
  total: { book },
  range,
  zoom,
  zone,
  isByHour,
  bots,
}: LineProps & { readonly bots: readonly string[] }) {
  const { from, to } = range;
  const bounds = useMemo(() => ({ from, to }), [from, to]);
  const values = useAccountValues(bots, book.currency, bounds);
  const points = useMemo(() => {
    const stepOf = (at: number): string => (isByHour ? hourIn(at, zoneName(zone)) : dayName(at, zone));
    return values === null ? null : pointsOfValues(lastOfSteps(values.points, stepOf));
  }, [values, zone, isByHour]);
  if (points === null || values === null) return <Waiting />;
  const [earliest] = values.points;
  return (
    <>
      <Drawn
        points={points}
        kind="account"
        title="Account value"
        zoom={zoom}
        book={book}
        isByHour={isByHour}
        zone={zone}
      />
      {values.isCut && earliest !== undefined && (
        <p className={panel.footnote}>
          Based on values since {dayHead(earliest.at, zone)}. Choose a shorter range for earlier ones.
        </p>
      )}
    </>
  );
}

function Drawn(props: {
  readonly points: readonly Point[];
  readonly kind: "profit" | "account";
  readonly title: string;
  readonly zoom: Zoom;
  readonly book: BookTotals["book"];
  readonly isByHour: boolean;
  readonly zone: Zone;
}) {
  const { points, kind, title, zoom, book, isByHour, zone } = props;
  const { today } = useCalendar();
  const zoomInto = (from: Point, to: Point): void => {
    const next = parseRange(`${from.name.slice(0, 10)}..${to.name.slice(0, 10)}`);
    if (next !== null) zoom.into(next);
  };
  const nameOf = useCallback(
    ({ name }: Point) =>
      isByHour
        ? clock(Date.parse(name), Date.parse(name), zone)
        : name === today
          ? "Today"
          : dayHead(Date.parse(name), "utc"),
    [isByHour, today, zone],
  );
  const axisOf = ({ name }: Point): string =>
    isByHour ? clock(Date.parse(name), Date.parse(name), zone) : dayHead(Date.parse(name), "utc").replace(/^\w+ /, "");
  return (
    <div className={panel.panel}>
      {points.length === 0 ? (
        <Empty title={kind === "profit" ? "No days with realised profit yet" : "No account values in this range"} />
      ) : (
        <ProfitChart
          points={points}
          currency={book.currency}
          title={title}
          kind={kind}
          nameOf={nameOf}
          axisOf={axisOf}
          stepWords={isByHour ? "hour" : "day"}
          onZoom={zoomInto}
          onReset={zoom.out}
        />
      )}
    </div>
  );
}

/** The hours of some days by a zone's clocks, up to now, as the server names them. */
function hoursBetween(first: string, last: string, zone: Zone): readonly string[] {
  const end = Math.min(serverNow(), startOfDay(dayAfter(last, 1), zone) - 1);
  const names = new Set<string>();
  for (let at = startOfDay(first, zone); at <= end; at += HOUR_MS) names.add(hourIn(at, zoneName(zone)));
  return [...names];
}
