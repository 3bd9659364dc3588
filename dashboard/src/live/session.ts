/**
 * One open feed and what this page hangs on it: the tape, the trades, the paint meter, the position last seen. Plain objects
 * without React; made when a key is there and ended when it goes.
 */
import { connect, type Feed, type Start } from "fillcast";
import { holdMoment, serverNow, setClockOffset } from "../browser/now.ts";
import { nextFrame } from "../browser/frame.ts";
import { FIGURES_EVERY_MS, Pace } from "../browser/pace.ts";
import { Watched } from "../browser/watched.ts";
import type { Credentials } from "../keys/credentials.ts";
import type { Access } from "../keys/keyring.ts";
import { keepLastState, type LastState, loadLastState } from "./last-state.ts";
import { readProfit, readSettings, readTrades, writeSettings } from "./api.ts";
import { Away, type Left, type Present } from "./away.ts";
import { FeedSettings, loadSettings, storeSettings } from "./feed-settings.ts";
import { Ledger } from "./ledger.ts";
import { afterPaint, PaintMeter } from "./paint-meter.ts";
import { ProfitFigures } from "./profit.ts";
import { loadSeen, type Seen, SeenKeeper } from "./seen.ts";
import type { Simulation } from "./simulation.ts";
import { ShownState } from "./shown-state.ts";
import { Tape } from "./tape.ts";
import { tokensOf } from "./tokens.ts";
import { UsualGaps } from "./usual-gaps.ts";

export interface Session {
  readonly feed: Feed;
  readonly credentials: Credentials;
  /** State and vitals, taken over once a frame. */
  readonly shown: ShownState;
  readonly tape: Tape;
  readonly gaps: UsualGaps;
  readonly ledger: Ledger;
  readonly profit: ProfitFigures;
  readonly settings: FeedSettings;
  readonly meter: PaintMeter;
  /** Of the figures: state, sums, prices. */
  readonly pace: Pace;
  readonly away: Away;
  /** What this browser knew of the feed before this page was opened. */
  readonly lastState: LastState | null;
  readonly restart: Restart;
  /** Null unless the feed is a simulated one. */
  readonly simulation: Simulation | null;
  end(): void;
}

/** Remembers that the feed's history began again while this page was open, until the user has read it. */
class Restart extends Watched {
  /** When it was noticed, ms since 1970; null where nothing happened or it was read. */
  at: number | null = null;

  readonly getAt = (): number | null => this.at;

  set(at: number | null): void {
    this.at = at;
    this.changed();
  }
}

/** Events shown at first, and before the position last seen, so that a tape never begins with nothing. */
const CONTEXT_EVENTS = 200;
/** Older than this, the page starts a week back instead of replaying everything since. */
const LONGEST_AWAY_MS = 7 * 24 * 60 * 60 * 1_000;
/** The live state names the last hundred closed trades; after a longer time without a line the ledger is read again. */
const LEDGER_TRUST_MS = 10 * 60 * 1_000;

/** Connects; the feed goes on reconnecting by itself until `end`. */
export function openSession({ credentials, keeping }: Access, simulated: Simulation): Session {
  const simulation = simulated.isOf(credentials) ? simulated : null;
  const lastState = loadLastState(keeping, credentials.feed);
  const tape = new Tape(nextFrame, lastState);
  const meter = new PaintMeter();
  const stop = new AbortController();
  const ledger = new Ledger((cursor, limit) =>
    readTrades(credentials, { limit: String(limit), ...(cursor === null ? {} : { cursor }) }, stop.signal),
  );
  const pace = new Pace(() => (meter.hasList ? FIGURES_EVERY_MS : 0));
  const profit = new ProfitFigures((question) => readProfit(credentials, question, stop.signal), pace);
  const settings = openSettings({ credentials, keeping }, stop.signal);
  if (lastState !== null) ledger.follow(lastState.state);
  const shown = new ShownState(nextFrame, pace, lastState?.state ?? null);
  const gaps = new UsualGaps(tape);
  const restart = new Restart();
  const seen = loadSeen(credentials.feed);
  const away = new Away();
  const feed = connect({
    url: window.location.origin,
    feed: credentials.feed,
    token: tokensOf(credentials),
    start: startFrom(seen, serverNow()),
    state: true,
    signal: stop.signal,
    ...(simulation === null ? {} : { WebSocket: simulation.WebSocket }),
  });

  feed.on("events", ({ events, replay }) => tape.push(events, replay));
  feed.subscribe(() => shown.take(feed));
  shown.onTaken((state) => {
    ledger.follow(state);
    profit.follow(state);
  });
  feed.on("reset", ({ filled, reason }) => {
    if (filled || (reason !== "epoch" && reason !== "ahead")) return;
    tape.clear();
    ledger.clear();
    profit.clear();
    restart.set(serverNow());
    void fillNewLog(feed, tape);
  });
  let downSince: number | null = null;
  followClock(feed, lastState, stop.signal);
  feed.on("status", ({ phase }) => {
    // After what came before it has been taken over.
    nextFrame(() => profit.setLive(feed.status.phase === "live"));
    if (phase !== "live") downSince ??= Date.now();
    else {
      void settings.refresh();
      tape.caughtUp();
      const unread = ledger.view.coverage.kind === "live-only";
      if (unread || (downSince !== null && Date.now() - downSince > LEDGER_TRUST_MS)) ledger.expire();
      downSince = null;
    }
  });
  const keeper = new SeenKeeper(credentials.feed, stop.signal);
  const noteSeen = (seq: number | undefined): void => {
    const { position, state } = feed;
    if (position === null || seq === undefined) return;
    const totals = state?.totals ?? null;
    afterPaint(() => keeper.note({ epoch: position.epoch, seq, at: serverNow(), totals }));
  };
  tape.onShown((rows) => {
    const live = rows.flatMap((row) => (row.replayed ? [] : [row.event]));
    const measure = (): void =>
      afterPaint((paintedAt) => meter.painted(live, paintedAt, feed.latency().clockOffset ?? 0));
    // Where no list shows them, figures are all that does.
    if (live.length > 0) (meter.hasList ? runNow : pace.soon)(measure);
    noteSeen(rows.at(-1)?.event.seq);
  });
  // Totals may change with no event: the server has built them again.
  shown.onTaken(() => tape.settled(() => noteSeen(tape.view.rows[0]?.event.seq)));
  tellOnReturn({ feed, tape, away }, seen, stop.signal);
  keepLastState({ feed, tape }, { name: credentials.feed, keeping }, stop.signal);
  const end = (): void => {
    stop.abort();
    profit.end();
  };
  return {
    feed,
    credentials,
    shown,
    tape,
    gaps,
    ledger,
    profit,
    settings,
    meter,
    pace,
    away,
    lastState,
    restart,
    simulation,
    end,
  };
}

/** What the owner has set, renewed whenever somebody looks at the page. */
function openSettings({ credentials, keeping }: Access, signal: AbortSignal): FeedSettings {
  const { feed } = credentials;
  const calls = {
    read: () => readSettings(credentials, signal),
    write: (bots: object, version: number) => writeSettings(credentials, bots, version),
  };
  const settings = new FeedSettings(calls, loadSettings(keeping, feed), (document) =>
    storeSettings(keeping, feed, document),
  );
  const onLook = (): void => {
    if (document.visibilityState === "visible") void settings.refresh();
  };
  document.addEventListener("visibilitychange", onLook, { signal });
  window.addEventListener("focus", onLook, { signal });
  return settings;
}

/** How often what was measured of the clocks is taken over while the line is up. */
const CLOCK_EVERY_MS = 10_000;

/** Has the page go by the server's clock, and its figures be of the moment at which the line was last up. */
function followClock(feed: Feed, lastState: LastState | null, signal: AbortSignal): void {
  let wasLive = false;
  const takeOver = (): void => setClockOffset(feed.latency().clockOffset);
  holdMoment(lastState?.at ?? null);
  feed.on("status", ({ phase }) => {
    takeOver();
    if (phase === "live") holdMoment(null);
    else if (wasLive) holdMoment(serverNow());
    wasLive = phase === "live";
  });
  const timer = setInterval(() => wasLive && takeOver(), CLOCK_EVERY_MS);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    holdMoment(null);
  });
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

/** Tells what was missed: once after the first catching up, and whenever a tab that was hidden shows again or the line is back. */
function tellOnReturn(
  { feed, tape, away }: Pick<Session, "feed" | "tape" | "away">,
  seen: Seen | null,
  signal: AbortSignal,
): void {
  if (seen !== null)
    void feed.caughtUp().then(
      ({ epoch }) => {
        if (epoch === seen.epoch) tape.settled(() => away.opened(tape.view.rows, seen, presentOf(feed)));
        return undefined;
      },
      // A refused feed shows its own page.
      () => undefined,
    );
  let left: Left | null = null;
  const onVisibility = (): void => {
    const newest = tape.view.rows[0]?.event.seq ?? 0;
    if (document.visibilityState === "hidden") left = { seq: newest, ...presentOf(feed) };
    else if (left !== null) {
      const since = left;
      tape.settled(() => away.shown(tape.view.rows, since, presentOf(feed)));
    }
  };
  document.addEventListener("visibilitychange", onVisibility, { signal });
  let cut: Left | null = null;
  let wasLive = false;
  feed.on("status", ({ phase }) => {
    if (phase !== "live" && wasLive) cut ??= { seq: feed.position?.seq ?? 0, ...presentOf(feed) };
    wasLive = phase === "live";
    if (!wasLive || cut === null) return;
    const since = cut;
    cut = null;
    tape.settled(() => away.reconnected(tape.view.rows, since, presentOf(feed)));
  });
}

function runNow(run: () => void): void {
  run();
}

function presentOf({ state }: Feed): Present {
  return { at: serverNow(), totals: state?.totals ?? null };
}

function startFrom(seen: Seen | null, now: number): Start {
  if (seen === null) return { tail: CONTEXT_EVENTS };
  if (now - seen.at > LONGEST_AWAY_MS) return { since: "7d" };
  return { epoch: seen.epoch, seq: Math.max(0, seen.seq - CONTEXT_EVENTS) };
}
