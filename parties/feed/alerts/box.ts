/**
 * A destination's box: everything of it that changes with alerts, in one row. Owns how alerts become messages, how a try ends,
 * and what the owner sees of that. Pure; replaced, never changed. The steps are: `gather`, `begin` before a try, `settle` after
 * it. A box that was begun and never settled is due again when its lease ends, so that a stop in between costs one repeat.
 */
import type { AlertRules, DestinationStatus } from "@fillcast/protocol";
import type { Outcome } from "./delivery/outcome.ts";
import type { Alert } from "./alert.ts";
import { addAlert, sizeOf, type Digest } from "./digest.ts";
import type { AlertMessage } from "./message.ts";
import { concerns, kindFor } from "./rules.ts";
import { decideDue, decideRetry, isOverdue, LEASE_MS, nextSummaryAt, nextTimeOfDay, afterQuiet } from "./schedule.ts";
import { summaryToMessage } from "./summary.ts";
import { count, createTally, type Tally } from "./tally.ts";
import { digestToMessage, type Letterhead } from "./words.ts";

/** Of an error, as inspection and Settings show it. */
const ERROR_MAX_CHARS = 200;

/** The message that is being tried. Times are ms since 1970. */
export interface Sending {
  readonly message: AlertMessage;
  readonly tries: number;
  readonly firstTriedAt: number;
  /** When it is tried again; while a try is under way, when its lease ends. */
  readonly dueAt: number;
}

/** Plain JSON. */
export interface Box {
  readonly waiting: Digest | null;
  readonly sending: Sending | null;
  readonly status: Omit<DestinationStatus, "waiting">;
  /** What the next summary counts, and when it is due; null without one. */
  readonly tally: Tally | null;
  readonly summaryAt: number | null;
  readonly lastSentAt: number | null;
}

const WELL: Box["status"] = { lastSuccessAt: null, lastError: null, lastErrorAt: null, off: null, dropped: 0 };
const EMPTY: Box = { waiting: null, sending: null, status: WELL, tally: null, summaryAt: null, lastSentAt: null };

/** The box of a destination that was just made. */
export function createBox(rules: AlertRules, nowMs: number): Box {
  return withSummary(EMPTY, rules, nowMs);
}

/** A box as it was stored, perhaps by an earlier build; an empty one where it cannot be read. */
export function readBox(text: string): Box {
  try {
    const { status, ...rest } = JSON.parse(text) as Partial<Box>;
    return { ...EMPTY, ...rest, status: { ...WELL, ...status } };
  } catch {
    return EMPTY;
  }
}

export function statusOf({ waiting, sending, status }: Box): DestinationStatus {
  return { ...status, waiting: sizeOf(waiting) + (sending?.message.count ?? 0) };
}

/** When a message of it is due, ms since 1970; null for never. */
export function dueOf({ waiting, sending, status, summaryAt, lastSentAt }: Box, rules: AlertRules): number | null {
  if (status.off !== null) return null;
  return decideDue(rules, {
    waitingSince: waiting?.since ?? null,
    retryAt: sending?.dueAt ?? null,
    summaryAt,
    lastSentAt,
  });
}

/** The box with an alert; the same one where it does not concern the destination. */
export function gather(box: Box, rules: AlertRules, alert: Alert, nowMs: number): Box {
  if (box.status.off !== null || !concerns(rules, alert)) return box;
  const tally = box.tally === null ? null : count(box.tally, alert);
  const kind = alert.isLate ? null : kindFor(rules, alert);
  if (kind === null) return tally === box.tally ? box : { ...box, tally };
  // A clock that was set back must not keep the next message waiting for its old time.
  const lastSentAt = box.lastSentAt === null ? null : Math.min(box.lastSentAt, nowMs);
  return { ...box, tally, lastSentAt, waiting: addAlert(box.waiting, alert, kind, nowMs) };
}

/** What is to be tried, and the box while it is; a null message where there was nothing, or it was given up. */
export interface Begun {
  readonly box: Box;
  readonly message: AlertMessage | null;
}

/** Takes what is due. Call it only then. */
export function begin(box: Box, rules: AlertRules, letterhead: Letterhead, nowMs: number): Begun {
  const { sending } = box;
  if (sending !== null) return retry(box, rules, sending, nowMs);
  const { summary } = rules;
  if (box.tally !== null && box.summaryAt !== null && box.summaryAt <= nowMs && summary !== null) {
    const message = summaryToMessage(box.tally, summary.zone, letterhead);
    const next = { tally: createTally(nowMs), summaryAt: nextSummaryAt(summary, nowMs) };
    return tryFirst({ ...box, ...next }, message, nowMs);
  }
  if (box.waiting === null) return { box, message: null };
  return tryFirst({ ...box, waiting: null }, digestToMessage(box.waiting, letterhead), nowMs);
}

function tryFirst(box: Box, message: AlertMessage, nowMs: number): Begun {
  const sending: Sending = { message, tries: 1, firstTriedAt: nowMs, dueAt: nowMs + LEASE_MS };
  return { box: { ...box, sending, lastSentAt: nowMs }, message };
}

function retry(box: Box, { quiet }: AlertRules, sending: Sending, nowMs: number): Begun {
  const { message, tries, firstTriedAt } = sending;
  // Its hour does not run while nothing may be sent.
  const wasQuiet = afterQuiet(quiet, sending.dueAt) !== sending.dueAt;
  if (!wasQuiet && isOverdue(firstTriedAt, nowMs)) return { box: giveUp(box, sending, nowMs), message: null };
  const next: Sending = {
    message,
    tries: wasQuiet ? 1 : tries + 1,
    firstTriedAt: wasQuiet ? nowMs : firstTriedAt,
    dueAt: nowMs + LEASE_MS,
  };
  return { box: { ...box, sending: next, lastSentAt: nowMs }, message };
}

/** The box after a try of the message with this id; the same one if it has another message by now. */
export function settle(box: Box, messageId: string, outcome: Outcome, nowMs: number): Box {
  const { sending } = box;
  if (sending === null || sending.message.id !== messageId) return box;
  switch (outcome.kind) {
    case "sent":
      return { ...box, sending: null, status: { ...box.status, lastSuccessAt: nowMs } };
    case "failed": {
      const failed = noteError(box, outcome.why, nowMs);
      const dueAt = decideRetry(sending, outcome.afterMs, nowMs);
      return dueAt === null ? giveUp(failed, sending, nowMs) : { ...failed, sending: { ...sending, dueAt } };
    }
    case "off":
      return switchOff(box, outcome.why, nowMs);
  }
}

/** After a message that the owner has asked for: it says how the address is, and touches nothing that waits. */
export function settleTest(box: Box, outcome: Outcome, nowMs: number): Box {
  if (outcome.kind === "sent") return { ...box, status: { ...box.status, lastSuccessAt: nowMs, off: null } };
  return outcome.kind === "off" ? switchOff(box, outcome.why, nowMs) : noteError(box, outcome.why, nowMs);
}

/** Nothing is sent or gathered until the owner switches it on again. What waited is dropped, and counted. */
export function switchOff(box: Box, why: string, nowMs: number): Box {
  const { dropped } = box.status;
  const noted = noteError(box, why, nowMs);
  const lost = statusOf(box).waiting;
  const status = { ...noted.status, off: noted.status.lastError, dropped: dropped + lost };
  return { ...noted, waiting: null, sending: null, status };
}

/** Takes messages again. */
export function switchOn(box: Box, rules: AlertRules, nowMs: number): Box {
  if (box.status.off === null) return box;
  return withSummary({ ...box, tally: null, status: { ...box.status, off: null } }, rules, nowMs);
}

/** The box under other rules: a summary that is new begins to count now, and one that stays keeps its time. */
export function withRules(box: Box, before: AlertRules, rules: AlertRules, nowMs: number): Box {
  const [old, wanted] = [before.summary, rules.summary];
  const isSame = old?.at === wanted?.at && old?.zone === wanted?.zone;
  return isSame ? box : withSummary(box, rules, nowMs);
}

function withSummary(box: Box, { summary }: AlertRules, nowMs: number): Box {
  if (summary === null) return { ...box, tally: null, summaryAt: null };
  const tally = box.tally ?? createTally(nowMs);
  return { ...box, tally, summaryAt: nextTimeOfDay(summary.at, summary.zone, nowMs) };
}

function giveUp(box: Box, { message, tries }: Sending, nowMs: number): Box {
  const last = box.status.lastError;
  const why = `Given up after ${tries} tries${last === null ? "." : `: ${last}`}`;
  const noted = noteError(box, why, nowMs);
  return { ...noted, sending: null, status: { ...noted.status, dropped: noted.status.dropped + message.count } };
}

function noteError(box: Box, why: string, nowMs: number): Box {
  const lastError = why.length > ERROR_MAX_CHARS ? `${why.slice(0, ERROR_MAX_CHARS - 1)}…` : why;
  return { ...box, status: { ...box.status, lastError, lastErrorAt: nowMs } };
}
