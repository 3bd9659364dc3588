/**
 * What was taken and is not delivered yet, on disk: the only place with SQL. `put` resolves after the commit, and what arrives
 * together shares one. Nothing leaves it but by `settle`. A full disk or spool refuses what is new and keeps what is there; a
 * file that turns out to be damaged is moved aside, and a new one begun.
 */
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Item } from "./item.ts";
import { Reserve } from "./reserve.ts";
import { faultOf, moveAside, openTables, spoolPath } from "./spool-tables.ts";

/** An item and its place in the queue. */
export interface Waiting extends Item {
  readonly n: number;
}
export interface RefusedItem {
  readonly item: Waiting;
  /** The problem's body as JSON. */
  readonly problem: string;
}
/** A trade as the relay told of it last. */
export interface KnownTrade {
  readonly id: string;
  /** ms since 1970. */
  readonly opened: number;
  readonly pair: string;
  readonly open: boolean;
  readonly digest: string;
}

export class SpoolFull extends Error {}

interface Pending {
  readonly items: readonly Item[];
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

export class Spool {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #say: (line: string) => void;
  #database: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #pending: Pending[] = [];
  readonly #reserve: Reserve;
  #count = 0;
  #arrived: () => void = () => undefined;

  constructor(folder: string, maxBytes: number, say: (line: string) => void) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#say = say;
    const { database, movedTo } = openTables(folder);
    this.#database = database;
    this.#reserve = new Reserve(join(folder, "reserve"));
    if (movedTo !== null) this.#sayMoved(movedTo);
    this.#count = this.#number("SELECT count(*) AS value FROM item");
  }

  /** Resolves when they are on disk. Rejects with SpoolFull where there is no room. */
  put(items: readonly Item[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    this.#pending.push({ items, done: resolve, fail: reject });
    return promise;
  }

  get count(): number {
    return this.#count;
  }

  /** Calls after each commit of something new. */
  onArrival(arrived: () => void): void {
    this.#arrived = arrived;
  }

  /** The oldest behind `after`, at least one where there is one. */
  next(after: number, maxItems: number, maxBytes: number): Waiting[] {
    return this.#guarded(() => {
      const found: Waiting[] = [];
      let bytes = 0;
      const query = "SELECT n, id, bot, at, line FROM item WHERE n > ? ORDER BY n LIMIT ?";
      for (const row of this.#prepare(query).iterate(after, maxItems)) {
        const item = { ...row } as unknown as Waiting;
        bytes += Buffer.byteLength(item.line) + 1;
        if (found.length > 0 && bytes > maxBytes) break;
        found.push(item);
      }
      return found;
    });
  }

  /** Takes out what the server has, by its places, and sets aside what it will never take. False where the disk is too full even for that. */
  settle(stored: readonly number[], refused: readonly RefusedItem[], nowMs: number): boolean {
    const hasRoom = this.#takeOut(stored, refused, nowMs);
    if (!hasRoom) {
      this.#reserve.release();
      if (!this.#takeOut(stored, refused, nowMs)) return false;
    }
    this.#count -= stored.length + refused.length;
    if (!hasRoom) {
      this.#shrink();
      this.#reserve.fill();
    }
    return true;
  }

  /** Forgets what was refused before `beforeMs`, and gives free space back to the disk. */
  tidy(beforeMs: number): void {
    this.#orNothing(() => {
      this.#prepare("DELETE FROM refused WHERE at < ?").run(beforeMs);
    });
    if (this.#count === 0) this.#shrink();
    this.#reserve.fill();
  }

  fact(bot: string, name: string): string | null {
    const row = this.#guarded(() => this.#prepare("SELECT value FROM fact WHERE bot = ? AND name = ?").get(bot, name));
    return row === undefined ? null : (row.value as string);
  }

  /** Writes down what `status` shows and a later start needs; not worth a failure where the disk is full. */
  note(bot: string, facts: Readonly<Record<string, string>>): void {
    this.#orNothing(() =>
      this.#transaction(() => {
        const write = this.#prepare("INSERT OR REPLACE INTO fact (bot, name, value) VALUES (?, ?, ?)");
        for (const [name, value] of Object.entries(facts)) write.run(bot, name, value);
      }),
    );
  }

  trade(bot: string, id: string, opened: number): KnownTrade | null {
    const query = "SELECT id, opened, pair, open, digest FROM trade WHERE bot = ? AND id = ? AND opened = ?";
    const row = this.#guarded(() => this.#prepare(query).get(bot, id, opened));
    return row === undefined ? null : toTrade(row);
  }

  openTrades(bot: string): KnownTrade[] {
    const query = "SELECT id, opened, pair, open, digest FROM trade WHERE bot = ? AND open = 1";
    return this.#guarded(() => this.#prepare(query).all(bot).map(toTrade));
  }

  /** Remembers what was sent. Call it after the items are on disk: before, it would be a promise. */
  noteTrades(bot: string, trades: readonly KnownTrade[]): void {
    this.#orNothing(() =>
      this.#transaction(() => {
        const query = "INSERT OR REPLACE INTO trade (bot, id, opened, pair, open, digest) VALUES (?, ?, ?, ?, ?, ?)";
        const write = this.#prepare(query);
        for (const { id, opened, pair, open, digest } of trades) write.run(bot, id, opened, pair, Number(open), digest);
      }),
    );
  }

  close(): void {
    this.#flush();
    this.#database.close();
  }

  #flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length === 0) return;
    try {
      if (this.#usedBytes() >= this.#maxBytes) throw new SpoolFull("The spool has reached --spool-max.");
      this.#transaction(() => {
        const insert = this.#prepare("INSERT INTO item (id, bot, at, line) VALUES (?, ?, ?, ?)");
        for (const { items } of batch) for (const { id, bot, at, line } of items) insert.run(id, bot, at, line);
      });
    } catch (error) {
      const reason = faultOf(error) === "full" ? new SpoolFull("The disk is full.") : (error as Error);
      for (const { fail } of batch) fail(reason);
      return;
    }
    for (const { items, done } of batch) {
      this.#count += items.length;
      done();
    }
    this.#arrived();
  }

  #takeOut(stored: readonly number[], refused: readonly RefusedItem[], nowMs: number): boolean {
    return this.#orNothing(() =>
      this.#transaction(() => {
        const remove = this.#prepare("DELETE FROM item WHERE n = ?");
        const keep = this.#prepare(
          "INSERT OR REPLACE INTO refused (id, bot, at, line, problem) VALUES (?, ?, ?, ?, ?)",
        );
        for (const { item, problem } of refused) keep.run(item.id, item.bot, nowMs, item.line, problem);
        for (const n of [...stored, ...refused.map(({ item }) => item.n)]) remove.run(n);
      }),
    );
  }

  /** Gives the disk back what is free in the file and its log. */
  #shrink(): void {
    // First the file's size, so that the log has less to write into it.
    this.#orNothing(() => this.#database.exec("PRAGMA incremental_vacuum;"));
    this.#orNothing(() => this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE);"));
  }

  #usedBytes(): number {
    const pragma = (name: string): number => this.#number(`SELECT ${name} AS value FROM pragma_${name}`);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  #number(query: string, ...values: SQLInputValue[]): number {
    return this.#guarded(() => Number(this.#prepare(query).get(...values)?.value ?? 0));
  }

  #prepare(query: string): StatementSync {
    const known = this.#statements.get(query) ?? this.#database.prepare(query);
    this.#statements.set(query, known);
    return known;
  }

  #transaction(work: () => void): void {
    this.#guarded(() => {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        work();
        this.#database.exec("COMMIT");
      } catch (error) {
        // A full disk may have ended it already.
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** False where the disk is full. */
  #orNothing(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (faultOf(error) !== "full") throw error;
      return false;
    }
  }

  /** Work that a damaged file does not stop: it is done again on a new one. */
  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (faultOf(error) !== "corrupt") throw error;
      this.#statements.clear();
      this.#database.close();
      const movedTo = moveAside(spoolPath(this.#folder));
      this.#database = openTables(this.#folder).database;
      this.#count = 0;
      this.#sayMoved(movedTo);
      return work();
    }
  }

  #sayMoved(movedTo: string): void {
    this.#say(`The spool is damaged. It was moved to ${movedTo}, and a new one begun; what waited in it is not sent.`);
  }
}

function toTrade(row: Record<string, unknown>): KnownTrade {
  const { id, opened, pair, open, digest } = row as unknown as Omit<KnownTrade, "open"> & { readonly open: number };
  return { id, opened, pair, open: open === 1, digest };
}
