/**
 * What the sides are made to do, as values: streams of posts with dashboards open, storms of readers that come back, reads of a long
 * history, rooms that wake, lines that are slow or cut, and the same with more and more of one thing.
 */

/** How posts come: evenly whatever the answers take, or each bot's next as soon as its last is answered. */
export type Pace =
  | { readonly kind: "steady"; readonly postsPerSecond: number; readonly seconds: number }
  | { readonly kind: "burst"; readonly postsPerBot: number };

export type Work =
  | StreamWork
  | PiecesWork
  | ProfileWork
  | StormWork
  | FeedsWork
  | HistoryWork
  | WaitWork
  | WakeWork
  | WanWork
  | OutageWork
  | CurveWork
  | StateWork
  | AnswersWork
  | SizesWork;

export interface StreamWork {
  readonly kind: "stream";
  readonly id: string;
  readonly title: string;
  /** Who takes part, by name. */
  readonly sides: readonly string[];
  readonly bots: number;
  readonly subscribers: number;
  readonly eventsPerPost: number;
  /** Posts of each bot before the clock starts, so that no side is measured while its code is still being compiled. */
  readonly warmUpPostsPerBot: number;
  readonly pace: Pace;
  /** Waits until a side has done what it put off, and counts that too. */
  readonly countsLateWork: boolean;
}

/** A stream on the product without one of its pieces at a time. */
export interface PiecesWork {
  readonly kind: "pieces";
  readonly id: string;
  readonly title: string;
  readonly stream: StreamWork;
}

/** A stream on the product and on the floor under a profiler. */
export interface ProfileWork {
  readonly kind: "profile";
  readonly id: string;
  readonly title: string;
  readonly stream: StreamWork;
}

export interface StormWork {
  readonly kind: "storm";
  readonly id: string;
  readonly title: string;
  readonly bots: number;
  readonly readers: number;
  /** Single posts of each bot while the readers are live: what gives them a position. */
  readonly livePostsPerBot: number;
  /** Single posts of each bot while they are away. */
  readonly missedPostsPerBot: number;
}

export interface FeedsWork {
  readonly kind: "feeds";
  readonly id: string;
  readonly title: string;
  /** How many feeds there are, in the two runs that are compared. */
  readonly feeds: readonly [number, number];
  readonly subscribersPerFeed: number;
  /** Posts that are on their way at a time. */
  readonly lanes: number;
  readonly warmUpPosts: number;
  readonly posts: number;
}

export interface HistoryWork {
  readonly kind: "history";
  readonly id: string;
  readonly title: string;
  /** Archived events of the feeds that are compared, the smallest first. */
  readonly archived: readonly number[];
  /** Reads of each kind and feed in a pass, after which the cache is emptied. */
  readonly readsPerPass: number;
  /** In a repetition. */
  readonly passes: number;
}

export interface WaitWork {
  readonly kind: "wait";
  readonly id: string;
  readonly title: string;
  /** Half of it each way. */
  readonly roundTripMs: number;
  /** Of each way and client, in a repetition. */
  readonly messages: number;
}

/** Messages over the distances of wan/places.ts. */
export interface WanWork {
  readonly kind: "wan";
  readonly id: string;
  readonly title: string;
  /** Of each way from each place, in a repetition. */
  readonly messages: number;
}

/** What a room has when it falls asleep. */
export interface Sleep {
  readonly events: number;
  readonly openTrades: number;
}

export interface WakeWork {
  readonly kind: "wake";
  readonly id: string;
  readonly title: string;
  readonly axis: string;
  readonly points: readonly Sleep[];
  /** Times that each room is woken in a repetition. */
  readonly wakes: number;
}

export interface OutageWork {
  readonly kind: "outage";
  readonly id: string;
  readonly title: string;
  /** Taken by the relay while the line is down. */
  readonly messages: number;
  /** In a second relay, whose memory is read while it hands them over; 0 leaves that out. */
  readonly waiting: number;
}

/** A stream with more and more of one thing. */
export interface CurveWork {
  readonly kind: "curve";
  readonly id: string;
  readonly title: string;
  readonly axis: string;
  readonly sides: readonly string[];
  readonly points: readonly number[];
  readonly at: (point: number) => StreamWork;
}

/** A feed with more and more of what its state holds. */
export interface StateWork {
  readonly kind: "state";
  readonly id: string;
  readonly title: string;
  readonly axis: "open trades" | "bots";
  readonly points: readonly number[];
  /** Single posts to a feed of each size. */
  readonly posts: number;
}

/** Requests just beyond each limit. */
export interface AnswersWork {
  readonly kind: "answers";
  readonly id: string;
  readonly title: string;
}

/** What is uploaded and downloaded. */
export interface SizesWork {
  readonly kind: "sizes";
  readonly id: string;
  readonly title: string;
}

const FAST_PEERS = ["floor", "central-durable", "seed", "central", "socket.io", "nchan"];

/** All works by id; `quick` ones take less time and say less. `isLong` has what takes a quarter of an hour more. */
export function works({ quick, isLong }: { readonly quick: boolean; readonly isLong: boolean }): readonly Work[] {
  const candleClose = streams(quick).find(({ id }) => id === "2")!;
  const pieces = {
    kind: "pieces",
    id: "pieces",
    title: "where the CPU of the candle close goes: without one piece at a time",
    stream: candleClose,
  } as const;
  const profile = {
    kind: "profile",
    id: "profile",
    title: "where the CPU of the candle close goes: every microsecond of JavaScript's thread",
    stream: { ...candleClose, countsLateWork: false },
  } as const;
  return [...streams(quick), ...others(quick, isLong), profile, pieces, ...limits(quick)];
}

function streams(quick: boolean): readonly StreamWork[] {
  return [
    {
      kind: "stream",
      id: "1",
      title: "steady: 100 events/s, 10 subscribers",
      sides: ["fillcast", ...FAST_PEERS, "durable-streams"],
      bots: 10,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 40,
      pace: { kind: "steady", postsPerSecond: 100, seconds: quick ? 3 : 8 },
      countsLateWork: true,
    },
    {
      kind: "stream",
      id: "2",
      title: "candle close: 20 bots post 50 single events each at once, 10 subscribers",
      sides: ["fillcast", "relay", ...FAST_PEERS, "durable-streams"],
      bots: 20,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 20,
      pace: { kind: "burst", postsPerBot: 50 },
      countsLateWork: true,
    },
    {
      kind: "stream",
      id: "3",
      title: "batches: 4 bots post batches of 100 events, 10 subscribers",
      sides: ["fillcast", ...FAST_PEERS],
      bots: 4,
      subscribers: 10,
      eventsPerPost: 100,
      warmUpPostsPerBot: 15,
      pace: { kind: "burst", postsPerBot: quick ? 50 : 150 },
      countsLateWork: true,
    },
    {
      kind: "stream",
      id: "4",
      title: "many readers: 20 events/s, 1,000 subscribers",
      sides: ["fillcast", ...FAST_PEERS],
      bots: 4,
      subscribers: quick ? 200 : 1_000,
      eventsPerPost: 1,
      warmUpPostsPerBot: 10,
      pace: { kind: "steady", postsPerSecond: 20, seconds: quick ? 3 : 6 },
      countsLateWork: false,
    },
  ];
}

function others(quick: boolean, isLong: boolean): readonly Work[] {
  return [
    {
      kind: "storm",
      id: "5",
      title: "replay storm: 500 readers return at once, each 500 events behind",
      bots: 10,
      readers: 500,
      livePostsPerBot: 2,
      missedPostsPerBot: 50,
    },
    {
      kind: "feeds",
      id: "6",
      title: `many users: ${quick ? 50 : 200} feeds with 2 subscribers each, against one feed`,
      feeds: [1, quick ? 50 : 200],
      subscribersPerFeed: 2,
      lanes: 20,
      warmUpPosts: quick ? 200 : 1_000,
      posts: quick ? 500 : 2_000,
    },
    {
      kind: "history",
      id: "7",
      title: `history: 1,000 events of ${quick ? "100,000" : "1,000,000"} archived (long) and of 10,000 (short)`,
      archived: [10_000, quick ? 100_000 : 1_000_000],
      readsPerPass: 9,
      passes: quick ? 1 : 3,
    },
    { kind: "sizes", id: "9", title: "what is uploaded and downloaded" },
    {
      kind: "wan",
      id: "11",
      title: "distance: from a bot's decision until it is on a dashboard, over lines with made-up round trips",
      messages: quick ? 5 : 30,
    },
    {
      kind: "wait",
      id: "13",
      title: "what a bot waits per message, at a round trip of 100 ms over TLS",
      roundTripMs: 100,
      messages: quick ? 10 : 40,
    },
    {
      kind: "wake",
      id: "14",
      title: "wake: from a post to a sleeping room until its answer",
      axis: "events in the tail",
      points: quick
        ? [
            { events: 0, openTrades: 0 },
            { events: 5_000, openTrades: 150 },
          ]
        : [
            { events: 0, openTrades: 0 },
            { events: 1_000, openTrades: 50 },
            { events: 5_000, openTrades: 150 },
            { events: 10_000, openTrades: 300 },
            { events: 20_000, openTrades: 500 },
          ],
      wakes: quick ? 2 : 4,
    },
    {
      kind: "outage",
      id: "outage",
      title: `outage: ${quick ? "5,000" : "50,000"} messages while the line is cut, then kill -9 of relay and server`,
      messages: quick ? 5_000 : 50_000,
      waiting: isLong ? 1_000_000 : 0,
    },
  ];
}

const A_CURVE = { kind: "stream", id: "", title: "", warmUpPostsPerBot: 20, countsLateWork: false, sides: [] } as const;

function limits(quick: boolean): readonly Work[] {
  const some = (points: readonly number[]): readonly number[] =>
    quick ? points.filter((_, n) => n === 0 || n === points.length - 1) : points;
  return [
    {
      kind: "curve",
      id: "single",
      title: "single posts: as fast as the answers come, 10 subscribers",
      axis: "bots that post at once",
      sides: ["fillcast", "floor", "central-durable"],
      points: some([1, 2, 5, 10, 20, 50, 100]),
      at: (bots) => ({
        ...A_CURVE,
        bots,
        subscribers: 10,
        eventsPerPost: 1,
        warmUpPostsPerBot: Math.ceil(300 / bots),
        pace: { kind: "burst", postsPerBot: Math.ceil(1_000 / bots) },
      }),
    },
    {
      kind: "curve",
      id: "batches",
      title: "batches: 4 bots, as fast as the answers come, 10 subscribers",
      axis: "events in a batch",
      sides: ["fillcast", "floor", "central-durable"],
      points: some([1, 10, 50, 100, 250, 500]),
      at: (eventsPerPost) => ({
        ...A_CURVE,
        bots: 4,
        subscribers: 10,
        eventsPerPost,
        pace: { kind: "burst", postsPerBot: Math.max(20, Math.min(250, Math.ceil(5_000 / eventsPerPost))) },
      }),
    },
    {
      kind: "curve",
      id: "subscribers",
      title: "subscribers of one feed: 20 events/s",
      axis: "subscribers",
      sides: ["fillcast", "floor"],
      points: some([1, 10, 100, 500, 1_000, 2_000]),
      at: (subscribers) => ({
        ...A_CURVE,
        bots: 4,
        subscribers,
        eventsPerPost: 1,
        warmUpPostsPerBot: 10,
        pace: { kind: "steady", postsPerSecond: 20, seconds: 4 },
      }),
    },
    {
      kind: "state",
      id: "trades",
      title: "open trades of a feed",
      axis: "open trades",
      points: some([10, 100, 500, 1_000, 2_000, 5_000, 10_000]),
      posts: quick ? 20 : 200,
    },
    {
      kind: "state",
      id: "bots",
      title: "bots of a feed, each with one open trade",
      axis: "bots",
      points: some([1, 10, 50, 100, 250, 500, 600]),
      posts: quick ? 20 : 200,
    },
    { kind: "answers", id: "answers", title: "what is answered just beyond a limit" },
  ];
}

/** Posts of the measured part. */
export function postCount({ pace, bots }: StreamWork): number {
  return pace.kind === "steady" ? pace.postsPerSecond * pace.seconds : pace.postsPerBot * bots;
}
