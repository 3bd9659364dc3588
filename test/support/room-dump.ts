/**
 * A room's database as SQL text and back: how the databases of released versions are kept (test/fixtures/room/), so that
 * today's code can be shown to open each of them.
 */
import type { Sql, SqlRow, SqlValue } from "../../parties/feed/sql.ts";

/** The statements that make the database again, one a line. */
export function dumpRoom(sql: Sql): string {
  const tables = sql.all<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
  );
  const lines = tables.flatMap((table) => [table.sql.replaceAll(/\s+/g, " ")].concat(dumpRows(sql, table.name)));
  return `${lines.join("\n")}\n`;
}

/** Runs the statements of a dump. */
export function loadRoom(sql: Sql, dump: string): void {
  for (const statement of dump.trimEnd().split("\n")) sql.run(statement);
}

function dumpRows(sql: Sql, table: string): string[] {
  return sql.all<SqlRow>(`SELECT * FROM ${table}`).map((row) => {
    const columns = Object.keys(row).map((column) => `"${column}"`);
    const values = Object.values(row).map(toLiteral);
    return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
  });
}

/** Line feeds inside of a text are spelt out, so that a statement stays on its line. */
function toLiteral(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const parts = value.split("\n").map((part) => `'${part.replaceAll("'", "''")}'`);
    return parts.join(" || char(10) || ");
  }
  return `x'${Buffer.from(value instanceof ArrayBuffer ? new Uint8Array(value) : value).toString("hex")}'`;
}
