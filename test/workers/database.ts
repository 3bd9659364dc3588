/**
 * The real database with a counter at its door: queries, and the rows that they read and wrote.
 */

export interface CountingDatabase {
  readonly db: D1Database;
  queries: number;
  trips: number;
  rowsRead: number;
  rowsWritten: number;
}

/** Counts what goes through `db`; a batch counts each of its statements as a query, and all of them as one trip. */
export function countingDatabase(database: D1Database): CountingDatabase {
  const counts = { queries: 0, trips: 0, rowsRead: 0, rowsWritten: 0 };
  const note = <Result extends D1Result>(result: Result): Result => {
    counts.queries += 1;
    counts.rowsRead += result.meta.rows_read;
    counts.rowsWritten += result.meta.rows_written;
    return result;
  };
  const travel = <Result extends D1Result>(result: Result): Result => {
    counts.trips += 1;
    return note(result);
  };
  const real = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: async () => travel(await statement.all()),
      run: async () => travel(await statement.run()),
      first: async (column?: string) => {
        const row = travel(await statement.all()).results[0] ?? null;
        return row === null || column === undefined ? row : row[column];
      },
    };
    real.set(wrapped, statement);
    return wrapped as unknown as D1PreparedStatement;
  };
  const db = {
    prepare: (query: string) => wrap(database.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) => {
      counts.trips += 1;
      return (await database.batch(statements.map((statement) => real.get(statement)!))).map((result) => note(result));
    },
  };
  return Object.assign(counts, { db: db as unknown as D1Database });
}
