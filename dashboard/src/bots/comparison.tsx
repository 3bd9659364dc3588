/**
 * Bots side by side, as rows or as cards: sorted by any column, which stands in the address, in groups where none is chosen, and
 * with the columns that this device has chosen.
 */
import { memo, type ReactNode, useMemo } from "react";
import { useAddressPart } from "../browser/address.ts";
import { useChosenColumns } from "../browser/chosen-columns.ts";
import { useWide } from "../browser/wide.ts";
import { ColumnMenu } from "../parts/column-menu.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { SortHead } from "../parts/sort-head.tsx";
import { SortControl } from "../parts/sort-control.tsx";
import { BotLink } from "./bot-link.tsx";
import type { BotRow } from "./bot-rows.ts";
import { type BotSorting, type BotSortKey, botSortingText, compareBots, parseBotSorting } from "./bot-sort.ts";
import { type ComparedBot, orderOfBooks, sortValueOf } from "./compared.ts";
import { Active, BOT_COLUMNS, type BotColumn, type Problems, Realised } from "./comparison-columns.tsx";
import styles from "./comparison.module.css";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import { useCompared } from "./use-compared.ts";

/** The name of the list in what is stored of its columns. */
const LIST = "bots";
/** Columns until somebody chooses. */
const USUAL: ReadonlySet<string> = new Set<BotSortKey>([
  "state",
  "heard",
  "errors",
  "open",
  "openProfit",
  "closed",
  "winRate",
  "realised",
  "month",
  "strategy",
]);

/** `only` the figures of one bot: nothing to sort. */
export function Comparison({ rows, only = false }: { readonly rows: readonly BotRow[]; readonly only?: boolean }) {
  const { bots, problem, errorsProblem } = useCompared(rows);
  const problems = useMemo(() => ({ profit: problem, errors: errorsProblem }), [problem, errorsProblem]);
  const [sort, setSort] = useAddressPart("sort");
  const sorting = parseBotSorting(only ? null : sort);
  const chosen = useChosenColumns(LIST);
  const columns = useMemo(() => BOT_COLUMNS.filter(({ key }) => (chosen ?? USUAL).has(key)), [chosen]);
  const wide = useWide();
  const groups = groupsOf(sorted(bots, sorting), sorting !== null || only);
  const onSort = only ? null : (next: BotSorting | null) => setSort(next === null ? null : botSortingText(next));
  const shared = { groups, columns, problems, sorting, onSort };
  return (
    <>
      {onSort !== null && (
        <div className={styles.bar}>
          {!wide && <SortControl columns={SORTABLE} sorting={sorting} usual="Health" onSort={onSort} />}
          <span className={styles.columns}>
            <ColumnMenu list={LIST} columns={BOT_COLUMNS} shown={chosen ?? USUAL} isChosen={chosen !== undefined} />
          </span>
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
  const sorts = { sorting, onSort, hasOwnOrder: true };
  return (
    <Framed key={layout}>
      <table className={panel.table} aria-label="Bots">
        <thead>
          <tr>
            <SortHead column={NAME} {...sorts} />
            {columns.map((column) => (
              <SortHead key={column.key} column={column} {...sorts} />
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
