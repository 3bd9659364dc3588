/** Closed trades of a book by bot, pair, entry tag or exit reason. */
import { memo, useCallback } from "react";
import type { Trade } from "fillcast";
import { EXPLAINED } from "../figures/explained.ts";
import { type Group, type Grouping, Groups } from "../figures/groups.ts";
import { useKept } from "../live/kept.ts";
import { Factor, Rate } from "../overview/totals-panel.tsx";
import { Profit, Unreadable } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddressPart } from "../browser/address.ts";
import { reasonWords } from "../trades/trade-words.tsx";
import { count } from "../words/decimal.ts";
import styles from "./breakdown.module.css";

const GROUPINGS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "bot", label: "By bot" },
  { value: "pair", label: "Pair" },
  { value: "tag", label: "Entry tag" },
  { value: "reason", label: "Exit reason" },
];

export function Breakdown(props: {
  /** Whether a trade is of the book and of a shown bot; the same function while the same are meant. */
  readonly isOwn: (trade: Trade) => boolean;
  readonly currency: string;
}) {
  const { isOwn, currency } = props;
  const [asked, ask] = useAddressPart("by");
  const wide = useWide();
  const grouping = GROUPINGS.find(({ value }) => value === asked)?.value ?? "bot";
  const make = useCallback(() => new Groups(grouping, isOwn), [grouping, isOwn]);
  const groups = useKept(make);
  if (groups.length === 0) return null;
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
      {wide ? (
        <Rows groups={groups} grouping={grouping} currency={currency} />
      ) : (
        <Cards groups={groups} grouping={grouping} currency={currency} />
      )}
    </section>
  );
}

interface GroupsProps {
  readonly groups: readonly Group[];
  readonly grouping: Grouping;
  readonly currency: string;
}

function Rows({ groups, grouping, currency }: GroupsProps) {
  const largest = Math.max(...groups.map(({ figures }) => Math.abs(Number(figures.realised))));
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
  readonly grouping: Grouping;
  readonly currency: string;
}

const Row = memo(function Row(props: GroupProps & { readonly largest: number }) {
  const { group, grouping, currency, largest } = props;
  const { name, figures } = group;
  return (
    <tr className={panel.row}>
      <td>
        <span className={panel.name} data-hint={nameWords(name, grouping)}>
          {nameWords(name, grouping)}
        </span>
      </td>
      <td className={panel.num} data-number>
        {count(figures.closed)} <Unreadable trades={figures.unreadable} />
      </td>
      <td className={panel.num} data-number>
        <Rate value={figures.winRate} />
      </td>
      <td className={panel.num} data-number>
        <Factor value={figures.profitFactor} />
      </td>
      <td className={panel.num}>
        <Profit value={figures.expectancy} currency={currency} arrow={false} />
      </td>
      <td className={panel.num}>
        <Profit value={figures.closed === 0 ? null : figures.realised} currency={currency} />
      </td>
      <td className={styles.share}>
        <ShareBar value={Number(figures.realised)} largest={largest} />
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
  const { name, figures } = group;
  return (
    <li className={styles.item}>
      <div className={panel.cardTop}>
        <strong>{nameWords(name, grouping)}</strong>
        <Profit value={figures.closed === 0 ? null : figures.realised} currency={currency} />
      </div>
      <p className={styles.facts} data-number>
        {count(figures.closed)} closed
        {figures.closed > 0 && (
          <>
            , <Rate value={figures.winRate} /> won,{" "}
            <Profit value={figures.expectancy} currency={currency} arrow={false} /> a trade
          </>
        )}
        <Unreadable trades={figures.unreadable} />
      </p>
    </li>
  );
});

const HEADS: { readonly [grouping in Grouping]: string } = {
  bot: "Bot",
  pair: "Pair",
  tag: "Entry tag",
  reason: "Exit reason",
};

function nameWords(name: string | null, grouping: Grouping): string {
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
