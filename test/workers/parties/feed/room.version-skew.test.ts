/**
 * Worker and room of different builds: an older call is taken, a later one is refused so that it is sent again, and a room
 * that a later build has written is left alone.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CLOSE } from "@fillcast/protocol";
import { RPC_VERSION, type FeedRpc } from "../../../../parties/feed/rpc.ts";
import { FOLD_VERSION } from "../../../../parties/feed/state/fold/fold.ts";
import { listTrades } from "../../../../archive/trades.ts";
import { SCHEMA_VERSION } from "../../../../parties/feed/schema.ts";
import { HOOK } from "../../../support/alerts.ts";
import { draft } from "../../../support/draft.ts";
import { KEY_ID, createFeed, openSocket } from "../../support.ts";

const caller = { kind: "key", id: KEY_ID } as const;
const destination = { id: "d1", label: "Test", address: HOOK, rules: {}, origin: "https://edge.test" };
const key = { id: "another", scope: "publish", createdAt: 1 } as const;

/** Every call of a room that changes nothing for the others, by its name. */
const calls = (feed: string, v: number): readonly [string, (room: FeedRpc) => Promise<{ readonly kind: string }>][] => [
  ["append", (room) => room.append({ v, keyId: KEY_ID, drafts: [draft(`of-${v}`)] })],
  ["authorize", (room) => room.authorize({ v, caller })],
  ["issueKey", (room) => room.issueKey({ v, caller, key })],
  ["listKeys", (room) => room.listKeys({ v, caller })],
  ["read", (room) => room.read({ v, caller, after: 0, through: 1, maxBytes: 1 })],
  ["readPage", (room) => room.readPage({ v, caller, page: 1, open: true })],
  ["readState", (room) => room.readState({ v, caller })],
  ["addDestination", (room) => room.addDestination({ v, caller, ...destination })],
  [
    "changeDestination",
    (room) => room.changeDestination({ v, caller, id: "d1", label: "x", origin: destination.origin }),
  ],
  ["listDestinations", (room) => room.listDestinations({ v, caller })],
  ["removeDestination", (room) => room.removeDestination({ v, caller, id: "d1" })],
  ["listShares", (room) => room.listShares({ v, caller })],
  ["inspect", (room) => room.inspect({ v, caller })],
  ["inspectSubscribers", (room) => room.inspectSubscribers({ v, caller })],
  ["revokeKey", (room) => room.revokeKey({ v, caller, keyId: key.id })],
  ["create", (room) => room.create({ v, feed, region: "auto", key: { id: KEY_ID, scope: "owner", createdAt: 1 } })],
];

describe("a call of the room", () => {
  it("is taken from the build before, whichever it is", async () => {
    await createFeed("skew-older");
    for (const [name, ask] of calls("skew-older", RPC_VERSION - 1)) {
      const answer = await ask(env.Feed.getByName("skew-older"));
      expect([name, answer.kind]).not.toEqual([name, "refused"]);
    }
  });

  it("is refused from a later build, as something to send again, and changes nothing", async () => {
    await createFeed("skew-later");
    const room = env.Feed.getByName("skew-later");
    const ask = [
      ...calls("skew-later", RPC_VERSION + 1),
      ["erase", (stub: FeedRpc) => stub.erase({ v: RPC_VERSION + 1, caller })] as const,
      ["testDestination", (stub: FeedRpc) => stub.testDestination({ v: RPC_VERSION + 1, caller, id: "d1" })] as const,
      ["findChats", (stub: FeedRpc) => stub.findChats({ v: RPC_VERSION + 1, caller, token: "1:x" })] as const,
      [
        "renewDestination",
        (stub: FeedRpc) => stub.renewDestination({ v: RPC_VERSION + 1, id: "d1", auth: "x", address: HOOK }),
      ] as const,
    ];
    for (const [name, call] of ask) {
      expect([name, await call(room)]).toMatchObject([name, { problem: { slug: "version-skew", retryAfterS: 2 } }]);
    }
    const { closed } = await socketAfter("skew-later", RPC_VERSION + 1);
    expect(closed).toMatchObject({ code: CLOSE.roomRestarting });
    const inspection = await room.inspect({ v: RPC_VERSION, caller });
    expect(inspection).toMatchObject({ head: 0 });
  });
});

describe("a room that a later build has written", () => {
  it("is not touched: every call is refused, sockets come back later, and the later build finds all of it", async () => {
    await createFeed("skew-newer");
    const room = env.Feed.getByName("skew-newer");
    await room.append({ v: RPC_VERSION, keyId: KEY_ID, drafts: [draft("kept")] });
    const open = await openSocket("skew-newer", { start: { kind: "tail", count: 10 } });
    await setVersion("skew-newer", SCHEMA_VERSION + 1);
    const before = await dump("skew-newer");
    await evictDurableObject(room, { webSockets: "hibernate" });

    for (const [name, call] of calls("skew-newer", RPC_VERSION)) {
      expect([name, await call(room)]).toMatchObject([name, { problem: { slug: "version-skew", retryAfterS: 60 } }]);
    }
    expect(await room.erase({ v: RPC_VERSION, caller })).toMatchObject({ problem: { slug: "version-skew" } });
    await room.noteRefusal({ v: RPC_VERSION, attempt: refusal });
    await open.until(() => open.closed !== null);
    expect(open.closed).toMatchObject({ code: CLOSE.roomRestarting });
    expect((await socketAfter("skew-newer", RPC_VERSION)).closed).toMatchObject({ code: CLOSE.roomRestarting });
    // The alarm that the later build set is not lost.
    expect(await runDurableObjectAlarm(room)).toBe(true);
    expect(await runDurableObjectAlarm(room)).toBe(true);
    expect(await dump("skew-newer")).toEqual(before);

    await setVersion("skew-newer", SCHEMA_VERSION);
    await evictDurableObject(room);
    const answer = await room.read({ v: RPC_VERSION, caller, after: 0, through: 9, maxBytes: 1_000 });
    expect(answer).toMatchObject({ kind: "read", head: 1, through: 1 });
  });
});

describe("a rollback to the fold before", () => {
  it("has the last word on the ledger: a trade that closes after it is closed there", async () => {
    const epoch = await createFeed("rolled-back");
    const room = env.Feed.getByName("rolled-back");
    const append = async (id: string, type: string, data: object) => {
      const pair = "ETH/USDT";
      const trade = { id: "7", pair, direction: "long", openedAt: "2026-01-01T00:00:00Z" } as const;
      const answer = await room.append({
        v: RPC_VERSION,
        keyId: KEY_ID,
        drafts: [draft(id, { type, pair, trade, data: { amount: "1", stake_currency: "USDT", ...data } })],
      });
      expect(answer.kind).toBe("appended");
      await runDurableObjectAlarm(room);
    };
    const statuses = async () =>
      (await listTrades({ db: env.DB, feed: "rolled-back", epoch }, { filter: {}, after: null, limit: 10 })).rows.map(
        (row) => row.trade.status,
      );
    await append("in", "entry_fill", { open_rate: "100" });
    expect(await statuses()).toEqual(["open"]);

    // What a build with a later fold leaves behind: its rows are of a later version and of a later generation.
    await runInDurableObject(room, (_, { storage: { sql } }) => {
      sql.exec("UPDATE feed SET generation = generation + 1, fold_version = 99");
      const checkpoint = { archived: 1, unledgered: [], foldVersion: 99, fold: "of later", ledgerGeneration: 1 };
      const bytes = new TextEncoder().encode(JSON.stringify(checkpoint));
      sql.exec("INSERT OR REPLACE INTO checkpoint (part, bytes) VALUES (0, ?)", bytes);
    });
    const later = "UPDATE trade SET generation = generation + 1, fold_version = 99 WHERE feed = 'rolled-back'";
    await env.DB.exec(later);
    await evictDurableObject(room);

    await append("out", "exit_fill", { close_rate: "101", is_final_exit: true });
    expect(await statuses()).toEqual(["closed"]);
    const { results } = await env.DB.prepare("SELECT fold_version FROM trade WHERE feed = 'rolled-back'").run();
    expect(results).toEqual([{ fold_version: FOLD_VERSION }]);
  });
});

const refusal = {
  keyId: KEY_ID,
  bot: null,
  status: 422,
  problem: "invalid-event",
  pointer: null,
  detail: "x",
} as const;

async function socketAfter(feed: string, v: number) {
  const socket = await openSocket(feed, { v });
  await socket.until(() => socket.closed !== null);
  return socket;
}

async function setVersion(feed: string, version: number): Promise<void> {
  await runInDurableObject(env.Feed.getByName(feed), (_, state) => {
    state.storage.sql.exec("UPDATE schema SET version = ?", version);
  });
}

/** Everything that the room's database holds. */
async function dump(feed: string): Promise<string> {
  return runInDurableObject(env.Feed.getByName(feed), (_, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return JSON.stringify(tables.map(({ name }) => [name, sql.exec(`SELECT * FROM "${name}"`).toArray()]));
  });
}
