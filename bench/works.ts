/**
 * What the sides are made to do, as values: streams of posts by some bots to one feed with ten dashboards open, a storm of
 * readers that come back, and reads of a long history.
 */

/** How posts come: evenly whatever the answers take, or each bot's next as soon as its last is answered. */
export type Pace =
  | { readonly kind: "steady"; readonly postsPerSecond: number; readonly seconds: number }
  | { readonly kind: "burst"; readonly postsPerBot: number };

export type Work = StreamWork | StormWork | HistoryWork;

export interface StreamWork {
  readonly kind: "stream";
  readonly id: string;
  readonly title: string;
  readonly bots: number;
  readonly subscribers: number;
  readonly eventsPerPost: number;
  /** Posts of each bot before the clock starts, so that no side is measured while its code is still being compiled. */
  readonly warmUpPostsPerBot: number;
  readonly pace: Pace;
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

/** All works by id; `quick` ones take less time and say less. */
export function works(quick: boolean): readonly Work[] {
  return [
    {
      kind: "stream",
      id: "1",
      title: "steady: 100 events/s, 10 subscribers",
      bots: 10,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 40,
      pace: { kind: "steady", postsPerSecond: 100, seconds: quick ? 3 : 8 },
    },
    {
      kind: "stream",
      id: "2",
      title: "candle close: 20 bots post 50 single events each at once, 10 subscribers",
      bots: 20,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 20,
      pace: { kind: "burst", postsPerBot: 50 },
    },
    {
      kind: "stream",
      id: "3",
      title: "batches: 4 bots post batches of 100 events, 10 subscribers",
      bots: 4,
      subscribers: 10,
      eventsPerPost: 100,
      warmUpPostsPerBot: 15,
      pace: { kind: "burst", postsPerBot: quick ? 50 : 150 },
    },
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
      kind: "history",
      id: "7",
      title: `history: 1,000 events of ${quick ? "100,000" : "1,000,000"} archived (long) and of 10,000 (short)`,
      archived: [10_000, quick ? 100_000 : 1_000_000],
      readsPerPass: 9,
      passes: quick ? 1 : 3,
    },
  ];
}

/** Posts of the measured part. */
export function postCount({ pace, bots }: StreamWork): number {
  return pace.kind === "steady" ? pace.postsPerSecond * pace.seconds : pace.postsPerBot * bots;
}
