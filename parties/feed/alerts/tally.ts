/**
 * A tally: what a destination's next daily summary counts, by bot and book. Bounded: what is beyond is counted in one sum a
 * book without its bot. Pure; replaced, never changed.
 */
import { UNKNOWN_CURRENCY, type Decimal, type TradeMode } from "@fillcast/protocol";
import { add, sign, ZERO } from "../state/fold/decimal.ts";
import type { Alert, ToldTrade } from "./alert.ts";

/** Rows that are kept by bot; a summary shows fewer. */
const ROWS_MAX = 64;
/** Books of all that is beyond. */
const OTHERS_MAX = 8;
/** Bots that had trouble, by name. */
const TROUBLED_MAX = 32;

/** Closed trades of one book, of one bot where it is named. */
export interface TallyRow {
  readonly bot: string | null;
  readonly mode: TradeMode;
  readonly currency: string;
  readonly closed: number;
  readonly won: number;
  readonly realised: Decimal;
}

/** Plain JSON. */
export interface Tally {
  /** Of when it begins to count, ms since 1970. */
  readonly since: number;
  readonly rows: readonly TallyRow[];
  /** Closed trades whose profit cannot be read. */
  readonly unreadable: number;
  readonly exceptions: number;
  /** How often a bot fell silent or stalled. */
  readonly silences: number;
  /** Bots with exceptions or silences, the first ones. */
  readonly troubled: readonly string[];
  /** What came too late to be sent. */
  readonly late: number;
}

export function createTally(since: number): Tally {
  return { since, rows: [], unreadable: 0, exceptions: 0, silences: 0, troubled: [], late: 0 };
}

/** The tally with one more alert; the same one where the summary does not count it. A trade of which the room hears late still counts if it closed since. */
export function count(tally: Tally, alert: Alert): Tally {
  const counted = alert.isLate ? { ...tally, late: tally.late + 1 } : tally;
  switch (alert.kind) {
    case "closed":
      return alert.at < tally.since ? counted : countTrade(counted, alert, alert.trade);
    case "exception":
      return alert.isLate ? counted : { ...trouble(counted, alert.bot), exceptions: counted.exceptions + 1 };
    case "silent":
    case "stalled":
      return alert.isLate ? counted : { ...trouble(counted, alert.bot), silences: counted.silences + 1 };
    default:
      return counted;
  }
}

function countTrade(tally: Tally, { bot, mode }: Alert, { realised, currency }: ToldTrade): Tally {
  if (realised === null) return { ...tally, unreadable: tally.unreadable + 1 };
  const name = currency ?? UNKNOWN_CURRENCY;
  const find = (of: string | null): number =>
    tally.rows.findIndex((row) => row.bot === of && row.mode === mode && row.currency === name);
  const own = find(bot);
  const others = tally.rows.filter((row) => row.bot === null).length;
  const hasRoom = own !== -1 || tally.rows.length - others < ROWS_MAX;
  const index = hasRoom ? own : find(null);
  if (index === -1 && !hasRoom && others >= OTHERS_MAX) return { ...tally, unreadable: tally.unreadable + 1 };
  const known = tally.rows[index] ?? {
    bot: hasRoom ? bot : null,
    mode,
    currency: name,
    closed: 0,
    won: 0,
    realised: ZERO,
  };
  const next: TallyRow = {
    ...known,
    closed: known.closed + 1,
    won: known.won + (sign(realised) > 0 ? 1 : 0),
    realised: add(known.realised, realised),
  };
  return { ...tally, rows: index === -1 ? [...tally.rows, next] : tally.rows.with(index, next) };
}

function trouble(tally: Tally, bot: string): Tally {
  const { troubled } = tally;
  if (troubled.includes(bot) || troubled.length >= TROUBLED_MAX) return tally;
  return { ...tally, troubled: [...troubled, bot] };
}
