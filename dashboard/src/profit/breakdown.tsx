/** Closed trades of a book by bot, pair, entry tag or exit reason. */
import { memo, useMemo } from "react";
import { EXPLAINED } from "../figures/explained.ts";
import type { Book } from "../figures/book.ts";
import { type BreakdownBy, type Group, groupsOf } from "../figures/groups.ts";
import type { ProfitGroup } from "../figures/profit-answer.ts";
import type { ProfitView } from "../live/profit.ts";
import { Factor, Rate } from "../overview/totals-panel.tsx";
import { Profit, Unreadable } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddressPart } from "../browser/address.ts";
import { reasonWords } from "../trades/trade-words.tsx";
import { Waiting } from "../views/empty.tsx";
import { count } from "../words/decimal.ts";
import styles from "./breakdown.module.css";

const GROUPINGS: readonly { readonly value: BreakdownBy; readonly label: string }[] = [
  { value: "bot", label: "By bot" },
  { value: "pair", label: "Pair" },
  { value: "tag", label: "Entry tag" },
  { value: "reason", label: "Exit reason" },
];

export function Breakdown({ profit, book }: { readonly profit: ProfitView; readonly book: Book }) {
  const [asked, ask] = useAddressPart("by");
  const wide = useWide();
  const grouping = GROUPINGS.find(({ value }) => value === asked)?.value ?? "bot";
  const { answer, problem } = profit;
  const groups = useMemo(() => (answer === null ? null : groupsOf(answer, grouping, book)), [answer, grouping, book]);
  const { currency } = book;
  if (groups === null ? problem !== null : groups.length === 0) return null;
  return (
    <section className={panel.section}>
      <div className={`${panel.head} ${styles.head}`}>
        <Segments
          name="Grouped by"
          choices={GROUPINGS}
          value={grouping}
          onChange={(value) => ask(value === "bot" ? null : value)}
        />
      </div>
      {groups === null ? (
        <Waiting />
      ) : wide ? (
        <Rows groups={groups} grouping={grouping} currency={currency} />
      ) : (
        <Cards groups={groups} grouping={grouping} currency={currency} />
      )}
    </section>
  );
}

interface GroupsProps {
  readonly groups: readonly Group[];
  readonly grouping: BreakdownBy;
  readonly currency: string;
}

function Rows({ groups, grouping, currency }: GroupsProps) {
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
            <Row key={group.name ?? ""} group={group} grouping={grouping} currency={currency} largest={largest} />
          ))}
        </tbody>
      </table>
    </Framed>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly grouping: BreakdownBy;
  readonly currency: string;
}

const Row = memo(function Row(props: GroupProps & { readonly largest: number }) {
  const { group, grouping, currency, largest } = props;
  const { name, sums, winRate, profitFactor, expectancy } = group;
  return (
    <tr className={panel.row}>
      <td>
        <span className={panel.name} data-hint={nameWords(name, grouping)}>
          {nameWords(name, grouping)}
        </span>
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
      <td className={panel.num}>
        <Profit value={isUnknown(sums) ? null : sums.realised} currency={currency} />
      </td>
      <td className={styles.share}>
        <ShareBar value={Number(sums.realised)} largest={largest} />
      </td>
    </tr>
  );
});

function Cards({ groups, grouping, currency }: GroupsProps) {
  return (
    <ul className={panel.panel}>
      {groups.map((group) => (
        <Card key={group.name ?? ""} group={group} grouping={grouping} currency={currency} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ group, grouping, currency }: GroupProps) {
  const { name, sums, winRate, expectancy } = group;
  return (
    <li className={styles.item}>
      <div className={panel.cardTop}>
        <strong>{nameWords(name, grouping)}</strong>
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

/** Nothing but profits that cannot be read. */
function isUnknown({ closed, unreadable, realised }: ProfitGroup): boolean {
  return closed === 0 && unreadable > 0 && realised === "0";
}

const HEADS: { readonly [grouping in BreakdownBy]: string } = {
  bot: "Bot",
  pair: "Pair",
  tag: "Entry tag",
  reason: "Exit reason",
};

function nameWords(name: string | null, grouping: BreakdownBy): string {
  if (name === null) return grouping === "tag" ? "no tag" : "not reported";
  return grouping === "reason" ? reasonWords(name) : name;
}

/** A bar from the middle: right for a gain, left for a loss, the largest group reaching the edge. */
function ShareBar({ value, largest }: { readonly value: number; readonly largest: number }) {
  const half = 40;
  const length = largest === 0 ? 0 : (Math.abs(value) / largest) * half;
  return (
    <svg className={styles.bar} width={2 * half} height={8} aria-hidden="true">
      <line x1={half} x2={half} y1={0} y2={8} />
      <rect data-sign={Math.sign(value)} x={value < 0 ? half - length : half} y={1} width={length} height={6} rx={1} />
    </svg>
  );
}
