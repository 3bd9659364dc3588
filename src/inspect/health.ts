/**
 * `GET /v1/health`: ok while the database answers and has its tables. Anybody may ask, so one question to the database
 * answers everybody for some seconds, and nobody waits long.
 */
import { refuse, isRefused, type Refused } from "@fillcast/protocol";
import { findMissingTables } from "../../archive/tables.ts";
import { askDatabase } from "../ask-database.ts";
import type { AppContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";

const FRESH_MS = 5_000;
const DEADLINE_MS = 2_000;

interface Health {
  readonly refused: Refused | null;
  /** When it was asked for, ms since 1970. */
  readonly askedAtMs: number;
}

/** By database: tests have several. */
const known = new WeakMap<D1Database, Health>();

/** `{"status":"ok"}`, or why not. */
export async function answerHealth(c: AppContext): Promise<Answer> {
  const { refused } = await readHealth(c.env.DB, c.get("nowMs"));
  return refused ?? c.json({ status: "ok" });
}

async function readHealth(db: D1Database, nowMs: number): Promise<Health> {
  const last = known.get(db);
  if (last !== undefined && Math.abs(nowMs - last.askedAtMs) < FRESH_MS) return last;
  // Who comes while this one asks has the last answer.
  if (last !== undefined) known.set(db, { ...last, askedAtMs: nowMs });
  const health = { refused: await findFault(db), askedAtMs: nowMs };
  known.set(db, health);
  return health;
}

async function findFault(db: D1Database): Promise<Refused | null> {
  const missing = await askDatabase("The archive", DEADLINE_MS, () => findMissingTables(db));
  if (isRefused(missing)) return missing;
  return missing.length === 0 ? null : refuseTables(missing);
}

function refuseTables(missing: readonly string[]): Refused {
  const detail = `The database is missing tables (${missing.join(", ")}). Apply the migrations, as npm run deploy does.`;
  return refuse("archive-unavailable", detail, { retryAfterS: FRESH_MS / 1_000 });
}
