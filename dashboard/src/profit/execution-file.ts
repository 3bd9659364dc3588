/** Executions as a file: CSV for a spreadsheet, JSON for a program, with instants as the page's zone shows them. */
import { instantIn, rowsToCsv } from "fillcast/csv";
import type { Execution } from "./executions.ts";

const COLUMNS = [
  "at",
  "bot",
  "mode",
  "exchange",
  "pair",
  "direction",
  "kind",
  "side",
  "amount",
  "price",
  "value",
  "fee",
  "realised",
  "currency",
  "reason",
  "trade",
  "openedAt",
] as const satisfies readonly (keyof Execution)[];

type Row = Omit<Execution, "at" | "openedAt"> & { readonly at: string; readonly openedAt: string | null };

/** `timeZone` is a name of the IANA tables. */
export function executionsToCsv(executions: readonly Execution[], timeZone: string): string {
  return rowsToCsv(COLUMNS, toRows(executions, timeZone));
}

/** With what was asked beside the rows; `from` and `to` are days, null for no such end. */
export function executionsToJson(
  executions: readonly Execution[],
  asked: { readonly feed: string; readonly zone: string; readonly from: string | null; readonly to: string | null },
): string {
  return `${JSON.stringify({ ...asked, executions: toRows(executions, asked.zone) }, null, 1)}\n`;
}

function toRows(executions: readonly Execution[], timeZone: string): readonly Row[] {
  return executions.map((own) =>
    Object.assign({}, own, {
      at: instantIn(own.at, timeZone),
      openedAt: own.openedAt === null ? null : instantIn(own.openedAt, timeZone),
    }),
  );
}
