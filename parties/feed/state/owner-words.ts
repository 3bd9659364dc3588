/**
 * What an owner says of the feed's bots and trades: of a bot's money, that a trade is over or is not, that the state is to be
 * built again. Owns what becomes of each word, as an event or an answer, and how often one is taken; a word that changes nothing
 * is answered, and not stored. In memory only: a nap forgives.
 */
import {
  DISMISSALS_PER_MINUTE,
  MODE_CHANGES_PER_MINUTE,
  MODE_SPANS_MAX,
  REBUILD_EVERY_MS,
  refuse,
  type Refused,
} from "@fillcast/protocol";
import { draftOwnEvent } from "../log/own-events.ts";
import { Pace } from "../quotas/bucket.ts";
import type { Dismissed, DismissRequest, Draft, ModeRequest, ModeSet } from "../rpc.ts";
import type { FoldState } from "./fold/evolve.ts";
import { hasRoom } from "./fold/live-trades.ts";
import { applySaying, spansOf, type ModeSaying } from "./fold/mode-spans.ts";
import { isLive } from "./fold/trade.ts";

/** A word that is to be kept as an event, with the answer once it is. */
export interface Kept<Answer> {
  readonly kind: "keep";
  readonly draft: Draft;
  readonly answer: Answer;
}

export class OwnerWords {
  readonly #dismissals = new Pace(
    DISMISSALS_PER_MINUTE,
    (afterS) =>
      `A feed's trades can be dismissed at most ${DISMISSALS_PER_MINUTE} times a minute. Retry after ${afterS} s.`,
  );
  readonly #modeChanges = new Pace(
    MODE_CHANGES_PER_MINUTE,
    (afterS) => `A feed's modes can be set at most ${MODE_CHANGES_PER_MINUTE} times a minute. Retry after ${afterS} s.`,
  );
  /** When the state was last built again for an owner, ms since 1970. */
  #rebuiltAt = -Infinity;

  /** Null where one more dismissal is taken. */
  refuseDismissal(nowMs: number): Refused | null {
    return this.#dismissals.refuse(nowMs);
  }

  /** Null where one more word on a bot's money is taken. */
  refuseMode(nowMs: number): Refused | null {
    return this.#modeChanges.refuse(nowMs);
  }

  /** Null where the state may be built again. */
  refuseRebuild(nowMs: number): Refused | null {
    const sinceMs = nowMs - this.#rebuiltAt;
    if (sinceMs < 0 || sinceMs >= REBUILD_EVERY_MS) return null;
    const retryAfterS = Math.ceil((REBUILD_EVERY_MS - sinceMs) / 1_000);
    const detail = `The state was rebuilt less than a minute ago. If you need another rebuild, retry after ${retryAfterS} s.`;
    return refuse("rate-limited", detail, { retryAfterS });
  }

  noteRebuild(nowMs: number): void {
    this.#rebuiltAt = nowMs;
  }
}

/** Decides an owner's word on a bot's money; `seq` would be its event's. */
export function decideMode(
  { spans: known }: FoldState,
  { bot, mode, from, to }: ModeRequest,
  seq: number,
): Kept<ModeSet> | ModeSet | Refused {
  const before = spansOf(known, bot);
  const saying: ModeSaying = { mode, from, to };
  const spans = applySaying(before, saying);
  if (spans.length > MODE_SPANS_MAX) {
    const detail = `A bot can have at most ${MODE_SPANS_MAX} spans. Remove some, or set a longer one.`;
    return refuse("invalid-request", detail);
  }
  if (JSON.stringify(spans) === JSON.stringify(before)) return { kind: "mode", seq: null, spans };
  const draft = draftOwnEvent({ type: "mode_set", bot, when: seq, data: { ...saying } });
  return { kind: "keep", draft, answer: { kind: "mode", seq, spans } };
}

/** Decides an owner's word that a trade is over, or is not; `seq` would be its event's. */
export function decideDismissal(
  { book }: FoldState,
  { key, dismissed }: DismissRequest,
  seq: number,
): Kept<Dismissed> | Dismissed | Refused {
  const known = Object.hasOwn(book.trades, key) ? book.trades[key] : undefined;
  if (known === undefined) {
    return refuse(
      "not-found",
      "The feed's state has no trade with this key. It keeps pending and open trades, and the newest ended ones.",
    );
  }
  const { trade, ending } = known;
  if (dismissed ? trade.dismissed === true : isLive(trade)) return { kind: "dismissed", seq: null };
  if (dismissed && !isLive(trade))
    return refuseKey(`belongs to a trade that is ${trade.status}; only a pending or open trade can be dismissed`);
  if (!dismissed && (ending === null || ending === "reused")) {
    return refuseKey(`belongs to a trade that is ${trade.status} and was not dismissed`);
  }
  if (!dismissed && !hasRoom(book.live, trade.bot))
    return refuseKey("belongs to a bot that already has the maximum number of open trades");
  const { bot, id, pair, direction, openedAt } = trade;
  const about = { pair, trade: { id, pair, direction, openedAt } };
  const type = dismissed ? "trade_dismissed" : "trade_restored";
  const draft = draftOwnEvent({ type, bot, when: seq, about });
  return { kind: "keep", draft, answer: { kind: "dismissed", seq } };
}

function refuseKey(detail: string): Refused {
  const errors = [{ pointer: "/key", detail }];
  return refuse("invalid-body", `The key ${detail}. Nothing was changed.`, { errors });
}
