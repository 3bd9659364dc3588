/** What a column of trades is, and which of them stand in a list: the usual ones, or those that somebody has chosen. Pure. */
import type { ReactNode } from "react";
import type { Trade } from "fillcast";
import type { SortKey } from "./sort.ts";

export interface TradeColumn {
  readonly key: SortKey;
  readonly label: string;
  readonly hint?: string;
  readonly numeric?: boolean;
  /** What its usual values take, in rem: a column has that from the start, so that none gives way when a wider value comes. */
  readonly roomRem?: number;
  /** Gives way in a narrow table: 1 first, 5 last. */
  readonly minor?: 1 | 2 | 3 | 4 | 5;
  /** Where it stands on a phone's card: named below, or without its name in the line under the pair; absent: nowhere. */
  readonly card?: "fact" | "line";
  readonly cell: (trade: Trade) => ReactNode;
}

export interface SideColumns {
  readonly all: readonly TradeColumn[];
  /** Keys of those that are shown where nobody has chosen. */
  readonly usual: ReadonlySet<string>;
}

/** What the first lines of a card say in any case. */
const ON_TOP: ReadonlySet<SortKey> = new Set(["stake", "profit", "percent"]);

/** In the order of the list; what is chosen never gives way, and stands on cards too. */
export function shownColumns(
  { all, usual }: SideColumns,
  chosen: ReadonlySet<string> | undefined,
): readonly TradeColumn[] {
  if (chosen === undefined) return all.filter(({ key }) => usual.has(key));
  return all.flatMap((one): readonly TradeColumn[] => {
    if (!chosen.has(one.key)) return [];
    const { minor: _, ...column } = one;
    return column.card !== undefined || ON_TOP.has(column.key) ? [column] : [{ ...column, card: "fact" }];
  });
}
