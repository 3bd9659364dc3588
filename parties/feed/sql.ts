/**
 * The room's SQLite as the room's modules see it: synchronous, so that a decision and its write are one step. In the room it
 * is the Durable Object's storage; in tests and simulations the same modules run over any SQLite with this shape.
 */

export type SqlValue = string | number | null | ArrayBuffer | Uint8Array;
export interface SqlRow {
  readonly [column: string]: SqlValue;
}

export interface Sql {
  /** All rows of one statement. */
  all<Row extends SqlRow>(statement: string, ...params: readonly SqlValue[]): Row[];
  /** One statement without rows. */
  run(statement: string, ...params: readonly SqlValue[]): void;
  /** Everything in `work` or nothing of it; rethrows what it throws. */
  transaction<Result>(work: () => Result): Result;
}

/** The Durable Object's own database. */
export function createRoomSql(storage: DurableObjectStorage): Sql {
  return {
    all: <Row extends SqlRow>(statement: string, ...params: readonly SqlValue[]) =>
      storage.sql.exec(statement, ...params).toArray() as unknown as Row[],
    run: (statement, ...params) => {
      storage.sql.exec(statement, ...params);
    },
    transaction: (work) => storage.transactionSync(work),
  };
}

/** A blob column as bytes, whichever of the two forms the database hands out. */
export function blobToBytes(value: ArrayBuffer | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}

/** Several blobs as one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
