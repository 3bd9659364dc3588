/**
 * One open feed and what this page hangs on it: the tape, the trades, the paint meter, the position last seen. Plain objects
 * without React; made when a key is there and ended when it goes.
 */
import { connect, type Feed, type Start } from "fillcast";
import type { Access, Credentials } from "../access/credentials.ts";
import { CuttableSocket } from "../demo/cuttable-socket.ts";
import { isDemo } from "../demo/is-demo.ts";
import { keepLastState, type LastState, loadLastState } from "../offline/last-state.ts";
import { readTrades } from "./api.ts";
import { Away } from "./away.ts";
import { Ledger } from "./ledger.ts";
import { afterPaint, PaintMeter } from "./paint-meter.ts";
import { Restart } from "./restart.ts";
import { loadSeen, saveSeen, type Seen } from "./seen.ts";
import { nextFrame, Tape } from "./tape.ts";

export interface Session {
  readonly feed: Feed;
  readonly credentials: Credentials;
  readonly tape: Tape;
  readonly ledger: Ledger;
  readonly meter: PaintMeter;
  readonly away: Away;
  /** What this browser knew of the feed before this page was opened. */
  readonly lastState: LastState | null;
  readonly restart: Restart;
  end(): void;
}

/** Events shown at first, and before the position last seen, so that a tape never begins with nothing. */
const CONTEXT_EVENTS = 200;
/** Older than this, the page starts a week back instead of replaying everything since. */
const LONGEST_AWAY_MS = 7 * 24 * 60 * 60 * 1_000;
/** The live state names the last hundred closed trades; after a longer time without a line the ledger is read again. */
const LEDGER_TRUST_MS = 10 * 60 * 1_000;

/** Connects; the feed goes on reconnecting by itself until `end`. */
export function openSession({ credentials, keeping }: Access): Session {
  const lastState = loadLastState(keeping, credentials.feed);
  const tape = new Tape(nextFrame, lastState);
  const meter = new PaintMeter();
  const stop = new AbortController();
  const ledger = new Ledger((cursor, limit) =>
    readTrades(credentials, { limit: String(limit), ...(cursor === null ? {} : { cursor }) }, stop.signal),
  );
  if (lastState !== null) ledger.follow(lastState.state);
  const restart = new Restart();
  const seen = loadSeen(credentials.feed);
  const away = new Away();
  const feed = connect({
    url: window.location.origin,
    feed: credentials.feed,
    token: credentials.key,
    start: startFrom(seen, Date.now()),
    state: true,
    signal: stop.signal,
    ...(isDemo(credentials) ? { WebSocket: CuttableSocket } : {}),
  });

  feed.on("events", ({ events, replay }) => tape.push(events, replay));
  feed.on("state", (state) => ledger.follow(state));
  feed.on("reset", ({ filled, reason }) => {
    if (filled || (reason !== "epoch" && reason !== "ahead")) return;
    tape.clear();
    ledger.clear();
    restart.happened(Date.now());
    void fillNewLog(feed, tape);
  });
  let downSince: number | null = null;
  feed.on("status", ({ phase }) => {
    if (phase !== "live") downSince ??= Date.now();
    else {
      tape.caughtUp();
      const unread = ledger.view.coverage.kind === "live-only";
      if (unread || (downSince !== null && Date.now() - downSince > LEDGER_TRUST_MS)) ledger.expire();
      downSince = null;
    }
  });
  tape.onShown((rows) => {
    afterPaint((paintedAt) => {
      const live = rows.flatMap((row) => (row.replayed ? [] : [row.event]));
      meter.painted(live, paintedAt, feed.latency().clockOffset ?? 0);
      keepSeen(credentials.feed, feed, rows.at(-1)?.event.seq, paintedAt);
    });
  });
  tellOnReturn(feed, tape, away, seen, stop.signal);
  keepLastState(feed, tape, credentials.feed, keeping, stop.signal);
  return { feed, credentials, tape, ledger, meter, away, lastState, restart, end: () => stop.abort() };
}

/** The client begins a new log at its end; what stands there already is read, so that the tape shows where the feed is. */
async function fillNewLog(feed: Feed, tape: Tape): Promise<void> {
  try {
    const { epoch, seq } = await feed.caughtUp();
    const after = { epoch, seq: Math.max(0, seq - CONTEXT_EVENTS) };
    const events = [];
    for await (const event of feed.history({ after, limit: CONTEXT_EVENTS })) events.push(event);
    tape.addOlder(events);
  } catch {
    // The tape goes on with what comes; scrolling down asks the history again.
  }
}

/** Tells what was missed: once after the first catching up, and whenever a tab that was hidden shows again. */
function tellOnReturn(feed: Feed, tape: Tape, away: Away, seen: Seen | null, signal: AbortSignal): void {
  if (seen !== null)
    void feed.caughtUp().then(
      ({ epoch }) => {
        if (epoch === seen.epoch) tape.settled(() => away.opened(tape.view.rows, seen.seq, seen.at, Date.now()));
        return undefined;
      },
      // A refused feed shows its own page.
      () => undefined,
    );
  let left: { readonly seq: number; readonly at: number } | null = null;
  const onVisibility = (): void => {
    const newest = tape.view.rows[0]?.event.seq ?? 0;
    if (document.visibilityState === "hidden") left = { seq: newest, at: Date.now() };
    else if (left !== null) {
      const { seq, at } = left;
      tape.settled(() => away.shown(tape.view.rows, seq, at, Date.now()));
    }
  };
  document.addEventListener("visibilitychange", onVisibility, { signal });
}

function startFrom(seen: Seen | null, now: number): Start {
  if (seen === null) return { tail: CONTEXT_EVENTS };
  if (now - seen.at > LONGEST_AWAY_MS) return { since: "7d" };
  return { epoch: seen.epoch, seq: Math.max(0, seen.seq - CONTEXT_EVENTS) };
}

function keepSeen(name: string, { position }: Feed, seq: number | undefined, at: number): void {
  if (position !== null && seq !== undefined) saveSeen(name, { epoch: position.epoch, seq, at });
}
