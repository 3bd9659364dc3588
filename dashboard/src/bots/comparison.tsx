/**
 * Bots side by side, as rows or as cards: sorted by any column, which stands in the address, in groups where none is chosen, and
 * with the columns that this device has chosen.
 */
import { memo, type ReactNode, useMemo } from "react";
import { ArrowDown, ArrowUp, Check, ChevronDown } from "lucide-react";
import { useAddressPart } from "../browser/address.ts";
import { useWide } from "../browser/wide.ts";
import choices from "../parts/choices.module.css";
import controls from "../parts/controls.module.css";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Popover } from "../parts/popover.tsx";
import { BotLink } from "./bot-link.tsx";
import type { BotRow } from "./bot-rows.ts";
import { type BotSorting, botSortingText, compareBots, parseBotSorting } from "./bot-sort.ts";
import { chooseColumns, useColumns } from "./chosen-columns.ts";
import { type ComparedBot, orderOfBooks, sortValueOf } from "./compared.ts";
import { Active, BOT_COLUMNS, type BotColumn, type Problems, Realised } from "./comparison-columns.tsx";
import styles from "./comparison.module.css";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import { useCompared } from "./use-compared.ts";

/** `only` the figures of one bot: nothing to sort. */
export function Comparison({ rows, only = false }: { readonly rows: readonly BotRow[]; readonly only?: boolean }) {
  const { bots, problem, errorsProblem } = useCompared(rows);
  const problems = useMemo(() => ({ profit: problem, errors: errorsProblem }), [problem, errorsProblem]);
  const [sort, setSort] = useAddressPart("sort");
  const sorting = parseBotSorting(only ? null : sort);
  const chosen = useColumns();
  const columns = useMemo(() => BOT_COLUMNS.filter(({ key }) => chosen.has(key)), [chosen]);
  const wide = useWide();
  const groups = groupsOf(sorted(bots, sorting), sorting !== null || only);
  const onSort = only ? null : (next: BotSorting | null) => setSort(next === null ? null : botSortingText(next));
  const shared = { groups, columns, problems, sorting, onSort };
  return (
    <>
      {onSort !== null && (
        <div className={styles.bar}>
          {!wide && <SortChoice sorting={sorting} onSort={onSort} />}
          <ColumnChoice chosen={chosen} />
        </div>
      )}
      {wide ? <Rows {...shared} /> : <Cards {...shared} />}
    </>
  );
}

interface Group {
  /** Null for bots without one. */
  readonly name: string | null;
  readonly bots: readonly ComparedBot[];
}
interface Shared {
  readonly groups: readonly Group[];
  readonly columns: readonly BotColumn[];
  readonly problems: Problems;
  readonly sorting: BotSorting | null;
  readonly onSort: ((sorting: BotSorting | null) => void) | null;
}

function sorted(bots: readonly ComparedBot[], sorting: BotSorting | null): readonly ComparedBot[] {
  if (sorting === null) return bots;
  const order = orderOfBooks(bots);
  return bots
    .map((bot) => ({ bot, shownName: bot.shownName, value: sortValueOf(bot, sorting.key, order) }))
    .sort(compareBots(sorting.descending))
    .map(({ bot }) => bot);
}

/** By the names of groups, bots without one last; all in one where they are not to be parted. */
function groupsOf(bots: readonly ComparedBot[], isFlat: boolean): readonly Group[] {
  if (isFlat || bots.every(({ settings }) => settings.group === undefined)) return [{ name: null, bots }];
  const groups = Map.groupBy(bots, ({ settings }) => settings.group ?? null);
  return [...groups]
    .map(([name, own]) => ({ name, bots: own }))
    .sort((a, b) => Number(a.name === null) - Number(b.name === null) || (a.name ?? "").localeCompare(b.name ?? ""));
}

function Rows({ groups, columns, problems, sorting, onSort }: Shared) {
  // Another choice of columns is another table: the frame lays out what it holds.
  const layout = columns.map(({ key }) => key).join(" ");
  return (
    <Framed key={layout}>
      <table className={panel.table} aria-label="Bots">
        <thead>
          <tr>
            <Head column={NAME} sorting={sorting} onSort={onSort} />
            {columns.map((column) => (
              <Head key={column.key} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.name ?? ""}>
            {groups.length > 1 && (
              <tr>
                <th scope="rowgroup" colSpan={columns.length + 1} className={styles.group}>
                  <GroupName group={group} />
                </th>
              </tr>
            )}
            {group.bots.map((bot) => (
              <Row key={bot.name} bot={bot} columns={columns} problems={problems} />
            ))}
          </tbody>
        ))}
      </table>
    </Framed>
  );
}

/** Most events are about one bot, and leave the others' rows as they are. */
const Row = memo(function Row(props: {
  readonly bot: ComparedBot;
  readonly columns: readonly BotColumn[];
  readonly problems: Problems;
}) {
  const { bot, columns, problems } = props;
  return (
    <tr className={panel.row}>
      <td>
        <BotLink name={bot.name} mode={bot.bot.mode} />
      </td>
      {columns.map((column) => (
        <td
          key={column.key}
          className={column.numeric === true ? panel.num : undefined}
          data-minor={column.minor}
          data-number={column.numeric}
        >
          {column.cell(bot, problems)}
        </td>
      ))}
    </tr>
  );
});

const NAME: Pick<BotColumn, "key" | "label"> = { key: "bot", label: "Bot" };

function Head(props: {
  readonly column: Pick<BotColumn, "key" | "label" | "hint" | "numeric" | "minor">;
  readonly sorting: BotSorting | null;
  readonly onSort: Shared["onSort"];
}) {
  const { column, sorting, onSort } = props;
  const active = sorting?.key === column.key;
  const hint = column.hint === undefined ? {} : { "data-hint": column.hint, "aria-description": column.hint };
  const className = column.numeric === true ? panel.num : undefined;
  if (onSort === null)
    return (
      <th scope="col" className={className} data-minor={column.minor}>
        <span {...hint}>{column.label}</span>
      </th>
    );
  const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={className}
      data-minor={column.minor}
      aria-sort={active ? (sorting.descending ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        className={panel.sort}
        data-active={active}
        onClick={() => onSort(nextSorting(sorting, column))}
        {...hint}
      >
        {column.label}
        {active && <Arrow aria-hidden="true" />}
      </button>
    </th>
  );
}

/** Figures begin with the largest; a third time is no sorting. */
function nextSorting(
  sorting: BotSorting | null,
  { key, numeric = false }: Pick<BotColumn, "key" | "numeric">,
): BotSorting | null {
  if (sorting?.key !== key) return { key, descending: numeric };
  return sorting.descending === numeric ? { key, descending: !numeric } : null;
}

function Cards({ groups, columns, problems }: Shared) {
  return groups.map((group) => (
    <div key={group.name ?? ""} className={styles.cards}>
      {groups.length > 1 && (
        <h2 className={styles.group}>
          <GroupName group={group} />
        </h2>
      )}
      <ul className={panel.cards}>
        {group.bots.map((bot) => (
          <Card key={bot.name} bot={bot} columns={columns} problems={problems} />
        ))}
      </ul>
    </div>
  ));
}

const Card = memo(function Card(props: {
  readonly bot: ComparedBot;
  readonly columns: readonly BotColumn[];
  readonly problems: Problems;
}) {
  const { bot, columns, problems } = props;
  const shows = (key: string): boolean => columns.some((column) => column.key === key);
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <BotLink name={bot.name} mode={bot.bot.mode} />
        {shows("realised") && <Realised bot={bot} problem={problems.profit} bars />}
      </div>
      <div className={styles.cardState}>
        {shows("state") && <PresenceBadge name={bot.name} bot={bot.bot} />}
        {shows("heard") && (
          <span className={panel.faint}>
            active <Active at={lastHeard(bot.bot)} />
          </span>
        )}
      </div>
      <dl className={panel.cardFacts}>
        {columns
          .filter(({ key, inHead }) => inHead !== true && key !== "heard")
          .map(({ key, label, cell }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd data-number>{cell(bot, problems)}</dd>
            </div>
          ))}
      </dl>
    </li>
  );
});

function GroupName({ group }: { readonly group: Group }): ReactNode {
  return (
    <>
      {group.name ?? "No group"} <span className={panel.count}>{group.bots.length}</span>
    </>
  );
}

const SORTABLE: readonly Pick<BotColumn, "key" | "label" | "numeric">[] = [NAME, ...BOT_COLUMNS];

/** What the heads of the table do, for cards. */
function SortChoice({
  sorting,
  onSort,
}: {
  readonly sorting: BotSorting | null;
  readonly onSort: (sorting: BotSorting | null) => void;
}) {
  const column = SORTABLE.find(({ key }) => key === sorting?.key);
  const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp;
  return (
    <>
      <Popover
        className={controls.button}
        name={`Sort by: ${column?.label ?? "health"}`}
        label={
          <>
            {column === undefined ? "Sort" : column.label}
            <ChevronDown size={14} aria-hidden="true" />
          </>
        }
      >
        {() => (
          <div className={choices.list} role="group" aria-label="Sort by">
            <Choice label="Health" on={sorting === null} onClick={() => onSort(null)} />
            {SORTABLE.map(({ key, label, numeric = false }) => (
              <Choice
                key={key}
                label={label}
                on={sorting?.key === key}
                onClick={() => onSort({ key, descending: numeric })}
              />
            ))}
          </div>
        )}
      </Popover>
      {sorting !== null && (
        <button
          type="button"
          className={controls.button}
          aria-label={sorting.descending ? "Descending. Sort ascending" : "Ascending. Sort descending"}
          onClick={() => onSort({ key: sorting.key, descending: !sorting.descending })}
        >
          <Arrow size={15} aria-hidden="true" />
        </button>
      )}
    </>
  );
}

function ColumnChoice({ chosen }: { readonly chosen: ReturnType<typeof useColumns> }) {
  const toggle = (key: BotColumn["key"]): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    chooseColumns(next);
  };
  return (
    <Popover
      className={`${controls.button} ${styles.columns}`}
      align="end"
      label={
        <>
          Columns
          <ChevronDown size={14} aria-hidden="true" />
        </>
      }
    >
      {() => (
        <div className={choices.list} role="group" aria-label="Columns">
          {BOT_COLUMNS.map(({ key, label }) => (
            <Choice key={key} label={label} on={chosen.has(key)} onClick={() => toggle(key)} />
          ))}
          <hr />
          <Choice label="Usual columns" on={false} onClick={() => chooseColumns(null)} />
        </div>
      )}
    </Popover>
  );
}

function Choice(props: { readonly label: string; readonly on: boolean; readonly onClick: () => void }) {
  return (
    <button type="button" className={choices.choice} aria-pressed={props.on} onClick={props.onClick}>
      {props.label}
      {props.on && <Check size={14} aria-hidden="true" />}
    </button>
  );
}
