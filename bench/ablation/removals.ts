/**
 * What Fillcast does for an event beyond the floor, and how each piece is taken out to see what it costs. A piece is taken out
 * by replacing what a module exports by the least that lets the rest go on: such a Worker is wrong, and only good for this.
 */

/** In one module: functions and methods that it exports in a new form, as expressions, and parts of its text. */
interface Replacement {
  /** From the project's root. */
  readonly module: string;
  /** By the name of a function that the module exports. */
  readonly functions?: Readonly<Record<string, string>>;
  /** By `Class.method`. */
  readonly methods?: Readonly<Record<string, string>>;
  /** Parts of the module's text, each of which it has once. */
  readonly texts?: readonly (readonly [found: string, instead: string])[];
}

export interface Removal {
  readonly name: string;
  /** What a user gets for it. */
  readonly buys: string;
  readonly replacements: readonly Replacement[];
}

/** In the results, the product without all of the pieces. */
export const ALL_PIECES = "all of them";

export const REMOVALS: readonly Removal[] = [
  {
    name: "the chain",
    buys: "a reader and the operator can prove that two copies of the log are equal",
    replacements: [
      {
        module: "archive/chain.ts",
        functions: { extendChain: "(chain, record) => ({ chain, bytes: record.length })" },
      },
    ],
  },
  {
    name: "digests of id and body",
    buys: "a retry is stored once, and another body under the same id is refused",
    replacements: [
      {
        module: "src/ingest/enrich.ts",
        functions: {
          draftById: `(event, id) => ({ id, repeat: { kind: "id" }, fingerprint: id.replace(/\\D/g, "").padStart(8, "0").repeat(5), event })`,
        },
      },
    ],
  },
  {
    name: "the memory of repeats",
    buys: "the same: looking up what was stored before, and what is the newest of its bot",
    replacements: [
      {
        module: "parties/feed/log/memory.ts",
        methods: {
          "LogMemory.find": "() => null",
          "LogMemory.findTwin": "() => null",
          "LogMemory.note": "() => {}",
          "LogMemory.load": "() => null",
        },
      },
    ],
  },
  {
    name: "validation",
    buys: "errors that name the field; nothing malformed reaches a book",
    replacements: [
      {
        module: "src/ingest/decode/native.ts",
        functions: {
          decodeEvent: "(value) => ({ type: value.type, id: value.id, ts: value.ts, data: value.data })",
        },
      },
    ],
  },
  {
    name: "exact numbers",
    buys: "a price keeps its digits; depth and number of values are bounded before anything is parsed",
    replacements: [
      {
        module: "src/ingest/decode/json.ts",
        functions: { parseJson: "(text) => ({ value: JSON.parse(text), count: 1 })" },
      },
    ],
  },
  {
    name: "hiding secrets",
    buys: "a key that a bot sends by mistake is not stored or shown",
    replacements: [{ module: "src/ingest/hide-secrets.ts", functions: { hideSecrets: "(data) => data" } }],
  },
  {
    name: "quotas and the brake on storms",
    buys: "a leaked key cannot fill a feed or make it expensive",
    replacements: [
      {
        module: "parties/feed/quotas/quotas.ts",
        methods: { "FeedQuotas.admit": "() => null", "FeedQuotas.noteTaken": "() => {}" },
      },
      { module: "src/auth/storm.ts", functions: { refuseStorm: "() => null", noteUnbounded: "() => {}" } },
    ],
  },
  {
    name: "the state",
    buys: "trades, profit and bots live, as patches and in the ledger",
    replacements: [{ module: "parties/feed/keeper.ts", methods: { "Keeper.noteStored": "() => null" } }],
  },
  {
    name: "flow control",
    buys: "a reader that takes nothing in cannot fill the room's memory, and a sleep forgets no debt",
    replacements: [
      {
        module: "parties/feed/readers/flow.ts",
        functions: { noteSent: "() => {}", noteUnacked: "() => {}" },
      },
      { module: "parties/feed/readers/subscriber.ts", functions: { saveSubscriber: "() => {}" } },
    ],
  },
  {
    name: "the head in the pong",
    buys: "a quiet reader learns of a lost frame without waking the room",
    replacements: [{ module: "parties/feed/room.ts", texts: [["this.ctx.setWebSocketAutoResponse(", "void ("]] }],
  },
  {
    name: "chain and digests in the row",
    buys: "a wake reads both and hashes nothing again",
    replacements: [
      {
        module: "parties/feed/log/log.ts",
        texts: [
          [
            "(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL, body TEXT NOT NULL, key TEXT)",
            "(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, body TEXT NOT NULL, key TEXT)",
          ],
          [
            "(first, last, at, bytes, chain, digests, body, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            "(first, last, at, bytes, body, key) VALUES (?, ?, ?, ?, ?, ?)",
          ],
          ["record.chain,\n      record.digests,\n", ""],
          ["if (record.last % PAGE_EVENTS === 0) this.#seal(page, record);", ""],
        ],
      },
    ],
  },
  {
    name: "the answer's headers",
    buys: "browsers may read the answer, nothing caches it, a support request can name it",
    replacements: [
      {
        module: "src/http/envelope.ts",
        functions: { answerSealed: '(c, body) => (c.set("isSealed", true), Response.json(body))' },
      },
    ],
  },
  {
    name: "what is counted for the inspection",
    buys: "the operator sees rates and latencies of a room",
    replacements: [
      {
        module: "parties/feed/activity.ts",
        methods: { "Activity.noteStored": "() => {}", "Activity.noteDecision": "() => {}" },
      },
    ],
  },
];
