/** Closed trades of a book by bot, pair, entry tag, exit reason or direction. A row opens the trades behind it. */
import { memo, useMemo } from "react";
import { Link } from "wouter";
import { EXPLAINED } from "../figures/explained.ts";
import type { Book } from "../figures/book.ts";
import { type BreakdownBy, type Group, groupsOf } from "../figures/groups.ts";
import type { ProfitGroup } from "../figures/profit-answer.ts";
import type { ProfitView } from "../live/profit.ts";
import { Factor, Rate } from "../overview/totals-panel.tsx";
import { Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { addressOf } from "../browser/address.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import type { Range } from "../browser/range.ts";
import { useWide } from "../browser/wide.ts";
import { reasonWords } from "../trades/trade-words.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { amountOf, count } from "../words/decimal.ts";
import { groupParameter, rangeParameter, tradesBehind } from "./links.ts";
import { ShareBar } from "./share-bar.tsx";
import styles from "./breakdown.module.css";

export function Breakdown(props: {
  readonly profit: ProfitView;
  readonly book: Book;
  readonly grouping: BreakdownBy;
  readonly range: Range;
}) {
  const { profit, book, grouping, range } = props;
  const wide = useWide();
  const { answer } = profit;
  const groups = useMemo(() => (answer === null ? null : groupsOf(answer, grouping, book)), [answer, grouping, book]);
  if (groups === null) return <NoGroups problem={profit.problem} />;
  if (groups.length === 0) return <Empty title="No realised profit in this range" />;
  const linked = { groups, grouping, book, range };
  return wide ? <Rows {...linked} /> : <Cards {...linked} />;
}

function NoGroups({ problem }: { readonly problem: string | null }) {
  return problem === null ? <Waiting /> : <Empty title={`Not available: ${problem}`} />;
}

interface GroupsProps {
  readonly groups: readonly Group[];
  readonly grouping: BreakdownBy;
  readonly book: Book;
  readonly range: Range;
}

function Rows({ groups, grouping, book, range }: GroupsProps) {
  const largest = Math.max(...groups.map(({ sums }) => Math.abs(Number(sums.realised))));
  return (
    <Framed>
      <table className={panel.table} aria-label="Realised profit by group">
        <thead>
          <tr>
            <th scope="col">{HEADS[grouping]}</th>
            <th scope="col" className={panel.num} data-hint={EXPLAINED.closed}>
              Closed
            </th>
            <th scope="col" className={panel.num} data-hint={EXPLAINED.winRate}>
              Win rate
            </th>
            <th scope="col" className={panel.num} data-hint={EXPLAINED.profitFactor}>
              Profit factor
            </th>
            <th scope="col" className={panel.num} data-hint={EXPLAINED.expectancy}>
              Expectancy
            </th>
            <th scope="col" className={panel.num} data-hint={EXPLAINED.closedFees} data-minor="2">
              Fees
            </th>
            <th scope="col" className={panel.num}>
              Profit
            </th>
            <th scope="col" className={styles.share}>
              <span className={panel.spoken}>Share</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row key={group.name ?? ""} group={group} grouping={grouping} book={book} range={range} largest={largest} />
          ))}
        </tbody>
      </table>
    </Framed>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly grouping: BreakdownBy;
  readonly book: Book;
  readonly range: Range;
}

/** The group's name, which leads to its trades. */
function Name({ group: { name, sums }, grouping, book, range }: GroupProps) {
  const address = useAddress();
  const words = nameWords(name, grouping);
  // What stands for many small groups has no trades of its own.
  if (sums.rest !== undefined) return <span className={panel.name}>{count(sums.rest)} others</span>;
  const parameters = { ...rangeParameter(range), ...groupParameter(grouping, name) };
  const all = tradesBehind(book, parameters);
  const chosen = grouping === "bot" ? addressOf("/trades", new URLSearchParams(all)) : address("/trades", all);
  return (
    <Link className={`${panel.rowLink} ${panel.name}`} href={chosen} data-row data-hint={words}>
      {words}
    </Link>
  );
}

const Row = memo(function Row(props: GroupProps & { readonly largest: number }) {
  const { group, book, largest } = props;
  const { currency } = book;
  const { sums, winRate, profitFactor, expectancy } = group;
  return (
    <tr className={panel.row}>
      <td>
        <Name {...props} />
      </td>
      <td className={panel.num} data-number>
        {count(sums.closed)} <Unreadable trades={sums.unreadable} />
      </td>
      <td className={panel.num} data-number>
        <Rate value={winRate} />
      </td>
      <td className={panel.num} data-number>
        <Factor value={profitFactor} />
      </td>
      <td className={panel.num}>
        <Profit value={expectancy} currency={currency} arrow={false} />
      </td>
      <td className={panel.num} data-number data-minor="2">
        <Fees value={sums.fees} currency={currency} />
      </td>
      <td className={panel.num}>
        <Profit value={isUnknown(sums) ? null : sums.realised} currency={currency} />
      </td>
      <td className={styles.share}>
        <ShareBar value={Number(sums.realised)} largest={largest} />
      </td>
    </tr>
  );
});

function Cards({ groups, grouping, book, range }: GroupsProps) {
  return (
    <ul className={panel.panel}>
      {groups.map((group) => (
        <Card key={group.name ?? ""} group={group} grouping={grouping} book={book} range={range} />
      ))}
    </ul>
  );
}

const Card = memo(function Card(props: GroupProps) {
  const { sums, winRate, expectancy } = props.group;
  const { currency } = props.book;
  return (
    <li className={`${styles.item} ${panel.row}`}>
      <div className={panel.cardTop}>
        <strong>
          <Name {...props} />
        </strong>
        <Profit value={isUnknown(sums) ? null : sums.realised} currency={currency} />
      </div>
      <p className={styles.facts} data-number>
        {count(sums.closed)} closed
        {sums.closed > 0 && (
          <>
            , <Rate value={winRate} /> won, <Profit value={expectancy} currency={currency} arrow={false} /> a trade
          </>
        )}
        <Unreadable trades={sums.unreadable} />
      </p>
    </li>
  );
});

function Fees({ value, currency }: { readonly value: string | null; readonly currency: string }) {
  if (value === null) return <Unknown />;
  return <span data-exact={value}>{amountOf(value, currency)}</span>;
}

/** Nothing but profits that cannot be read. */
function isUnknown({ closed, unreadable, realised }: ProfitGroup): boolean {
  return closed === 0 && unreadable > 0 && realised === "0";
}

const HEADS: { readonly [grouping in BreakdownBy]: string } = {
  bot: "Bot",
  pair: "Pair",
  tag: "Entry tag",
  reason: "Exit reason",
  direction: "Direction",
};

function nameWords(name: string | null, grouping: BreakdownBy): string {
  if (name === null) return grouping === "tag" ? "no tag" : "not reported";
  if (grouping === "direction") return name === "short" ? "Short" : "Long";
  return grouping === "reason" ? reasonWords(name) : name;
}
