/**
 * How the relay is, for `status` and its page: from what it wrote into its spool, so that it can be asked from another process and
 * after its end. Reading changes nothing.
 */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { WAITING_TOO_LONG_MS } from "./limits.ts";
import { spoolPath } from "./spool-tables.ts";

export interface BotStatus {
  readonly name: string;
  /** `ok`, or what is wrong; null before the first try. */
  readonly api: string | null;
  readonly stream: string | null;
  /** ms since 1970. */
  readonly lastMessageAt: number | null;
  /** When the bot's loop ran last, by the bot's clock. */
  readonly loopAt: number | null;
  /** `loop stalled`, `process down`, or what the bot says of its mode. */
  readonly problem: string | null;
}
export interface RefusedStatus {
  readonly bot: string;
  readonly at: number;
  readonly problem: string;
}
export interface Status {
  readonly at: number;
  readonly waiting: number;
  readonly oldestWaitingMs: number | null;
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
  readonly lastErrorAt: number | null;
  readonly refused: number;
  /** The newest. */
  readonly refusals: readonly RefusedStatus[];
  readonly bots: readonly BotStatus[];
}

const REFUSALS_SHOWN = 10;

/** Null where no relay has ever used the folder. Throws what SQLite says of a file that cannot be read. */
export function readStatus(folder: string, nowMs: number): Status | null {
  if (!existsSync(spoolPath(folder))) return null;
  const database = new DatabaseSync(spoolPath(folder), { readOnly: true, timeout: 5_000 });
  try {
    const number = (query: string): number | null => {
      const value = database.prepare(query).get()?.value;
      return typeof value === "number" ? value : null;
    };
    const facts = new Map<string, Map<string, string>>();
    for (const row of database.prepare("SELECT bot, name, value FROM fact").all()) {
      const { bot, name, value } = row as { bot: string; name: string; value: string };
      facts.set(bot, (facts.get(bot) ?? new Map<string, string>()).set(name, value));
    }
    const own = facts.get("") ?? new Map<string, string>();
    facts.delete("");
    const oldestAt = number("SELECT at AS value FROM item ORDER BY n LIMIT 1");
    const error = own.get("error") ?? "";
    const query = "SELECT bot, at, problem FROM refused ORDER BY at DESC LIMIT ?";
    const refusals = database.prepare(query).all(REFUSALS_SHOWN) as unknown as RefusedStatus[];
    return {
      at: nowMs,
      waiting: number("SELECT count(*) AS value FROM item") ?? 0,
      oldestWaitingMs: oldestAt === null ? null : Math.max(0, nowMs - oldestAt),
      lastSuccessAt: toNumber(own.get("successAt")),
      lastError: error === "" ? null : error,
      lastErrorAt: toNumber(own.get("errorAt")),
      refused: number("SELECT count(*) AS value FROM refused") ?? 0,
      refusals,
      bots: [...facts].map(([name, bot]) => toBot(name, bot)),
    };
  } finally {
    database.close();
  }
}

/** True where something has waited for too long. */
export function isStuck({ oldestWaitingMs }: Status): boolean {
  return (oldestWaitingMs ?? 0) > WAITING_TOO_LONG_MS;
}

/** The status as lines for people. */
export function statusLines(status: Status): string[] {
  const ago = (at: number | null): string => (at === null ? "never" : `${duration(status.at - at)} ago`);
  const waiting =
    status.waiting === 0
      ? "nothing waits"
      : `${status.waiting} wait, the oldest for ${duration(status.oldestWaitingMs ?? 0)}`;
  const lines = [`server: ${waiting}; last success ${ago(status.lastSuccessAt)}`];
  if (status.lastError !== null) lines.push(`  ${status.lastError} (since ${ago(status.lastErrorAt)})`);
  for (const { name, api, stream, lastMessageAt, loopAt, problem } of status.bots) {
    const state = problem === null ? "" : `; ${problem}`;
    lines.push(`${name}: API ${api ?? "not tried"}, stream ${stream ?? "not tried"}${state}`);
    lines.push(`  last message ${ago(lastMessageAt)}, loop ran ${ago(loopAt)}`);
  }
  if (status.refused > 0) lines.push(`${status.refused} messages were refused by the server, the newest first:`);
  for (const { bot, at, problem } of status.refusals) lines.push(`  ${bot}, ${ago(at)}: ${problem}`);
  return lines;
}

/** The status as a page. */
export function statusPage(status: Status | null): string {
  const text = status === null ? "Nothing yet." : statusLines(status).join("\n");
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>fillcast-relay</title><h1>fillcast-relay</h1><pre>${escaped}</pre>`;
}

function toBot(name: string, facts: ReadonlyMap<string, string>): BotStatus {
  const problem = facts.get("problem") ?? "";
  return {
    name,
    api: facts.get("api") ?? null,
    stream: facts.get("stream") ?? null,
    lastMessageAt: toNumber(facts.get("messageAt")),
    loopAt: toNumber(facts.get("loopAt")),
    problem: problem === "" ? null : problem,
  };
}

function toNumber(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
