/**
 * What Cloudflare would charge for, counted where it happens: requests to the Worker and to rooms, rows that rooms and D1 write
 * and read, alarms set, KV operations. The platform's own classes count, so that every instance of a room is seen, before an
 * eviction and after it. Duration is left out.
 */
import {
  createExecutionContext,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { app } from "../../src/app.ts";

export interface Bill {
  workerRequests: number;
  /** RPC calls, upgrades, and alarms that rang. */
  roomRequests: number;
  roomRowsWritten: number;
  /** Each is a row written too, which SQLite does not count. */
  alarmsSet: number;
  archiveRowsWritten: number;
  /** Of rooms and D1. */
  rowsRead: number;
  cacheReads: number;
  cacheWrites: number;
}

/** The public price list, $ a million. */
const PRICE = { workerRequest: 0.3, roomRequest: 0.15, rowWritten: 1, rowRead: 0.001, cacheRead: 0.5, cacheWrite: 5 };

/** What a million such events cost, in $. */
export function pricePerMillion(bill: Bill, events: number): number {
  const total =
    bill.workerRequests * PRICE.workerRequest +
    bill.roomRequests * PRICE.roomRequest +
    (bill.roomRowsWritten + bill.alarmsSet + bill.archiveRowsWritten) * PRICE.rowWritten +
    bill.rowsRead * PRICE.rowRead +
    bill.cacheReads * PRICE.cacheRead +
    bill.cacheWrites * PRICE.cacheWrite;
  return total / events;
}

const counts = emptyBill();
/** Read only when the bill is made out: a cursor counts on while it is read. */
let cursors: Cursor[] = [];
type Cursor = Pick<SqlStorageCursor<Record<string, SqlStorageValue>>, "rowsRead" | "rowsWritten">;

function emptyBill(): Bill {
  return {
    workerRequests: 0,
    roomRequests: 0,
    roomRowsWritten: 0,
    alarmsSet: 0,
    archiveRowsWritten: 0,
    rowsRead: 0,
    cacheReads: 0,
    cacheWrites: 0,
  };
}

/** Begins to count, for the rest of the file. `anyFeed` names a room to get at the platform's classes by. */
export async function installMeter(anyFeed: string): Promise<void> {
  await runInDurableObject(env.Feed.getByName(anyFeed), (_, { storage }) => {
    around(storage.sql, "exec", (exec) => {
      const cursor = exec() as Cursor;
      cursors.push(cursor);
      return cursor;
    });
    around(storage, "setAlarm", (setAlarm) => {
      counts.alarmsSet++;
      return setAlarm();
    });
  });
  around(env.DB, "batch", async (batch) => ((await batch()) as D1Result[]).map((result) => noteArchive(result)));
  const statement = env.DB.prepare("SELECT 1");
  around(statement, "all", async (all) => noteArchive((await all()) as D1Result));
  around(statement, "run", async (run) => noteArchive((await run()) as D1Result));
}

function noteArchive(result: D1Result): D1Result {
  counts.archiveRowsWritten += result.meta.rows_written;
  counts.rowsRead += result.meta.rows_read;
  return result;
}

/** Puts something around a method of all objects of a platform's class. */
function around(example: object, name: string, wrapped: (call: () => unknown) => unknown): void {
  const prototype = Object.getPrototypeOf(example) as object;
  const method = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
  Reflect.set(prototype, name, function counted(this: object, ...args: unknown[]) {
    return wrapped(() => method.apply(this, args));
  });
}

/** The bill of what `work` does. */
export async function meter(work: () => Promise<void>): Promise<Bill> {
  Object.assign(counts, emptyBill());
  cursors = [];
  await work();
  const bill = { ...counts };
  for (const cursor of cursors) {
    bill.roomRowsWritten += cursor.rowsWritten;
    bill.rowsRead += cursor.rowsRead;
  }
  return bill;
}

/** A request to the Worker, whose calls to rooms and cache are counted; waits for what it does after its answer. */
export async function request(path: string, init: RequestInit): Promise<Response> {
  counts.workerRequests++;
  const context = createExecutionContext();
  const bindings = { ...env, Feed: countedRooms, CACHE: countedCache };
  const answer = await app.fetch(new Request(`https://edge.test${path}`, init), bindings, context);
  await waitOnExecutionContext(context);
  return answer;
}

/** Lets the room's alarm ring now; false where none is set. */
export async function ringAlarm(feed: string): Promise<boolean> {
  const rang = await runDurableObjectAlarm(env.Feed.getByName(feed));
  if (rang) counts.roomRequests++;
  return rang;
}

const countedRooms = {
  getByName: (name: string) =>
    new Proxy(env.Feed.getByName(name), {
      get: (room, method) => {
        counts.roomRequests++;
        return Reflect.get(room, method, room);
      },
    }),
} as unknown as typeof env.Feed;

const countedCache = new Proxy(env.CACHE, {
  get: (cache, method) => {
    if (method === "get" || method === "list") counts.cacheReads++;
    else counts.cacheWrites++;
    const operation = Reflect.get(cache, method, cache) as (...args: unknown[]) => unknown;
    return operation.bind(cache);
  },
});
