/**
 * What the sides are made to do, as values. A work is a stream of posts by some bots to one feed with ten dashboards open.
 */

/** How posts come: evenly whatever the answers take, or each bot's next as soon as its last is answered. */
export type Pace =
  | { readonly kind: "steady"; readonly postsPerSecond: number; readonly seconds: number }
  | { readonly kind: "burst"; readonly postsPerBot: number };

export interface Work {
  readonly id: string;
  readonly title: string;
  readonly bots: number;
  readonly subscribers: number;
  readonly eventsPerPost: number;
  /** Posts of each bot before the clock starts, so that no side is measured while its code is still being compiled. */
  readonly warmUpPostsPerBot: number;
  readonly pace: Pace;
}

/** All works by id; `quick` ones take a third of the time and say less. */
export function works(quick: boolean): readonly Work[] {
  return [
    {
      id: "1",
      title: "steady: 100 events/s, 10 subscribers",
      bots: 10,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 40,
      pace: { kind: "steady", postsPerSecond: 100, seconds: quick ? 3 : 8 },
    },
    {
      id: "2",
      title: "candle close: 20 bots post 50 single events each at once, 10 subscribers",
      bots: 20,
      subscribers: 10,
      eventsPerPost: 1,
      warmUpPostsPerBot: 20,
      pace: { kind: "burst", postsPerBot: 50 },
    },
    {
      id: "3",
      title: "batches: 4 bots post batches of 100 events, 10 subscribers",
      bots: 4,
      subscribers: 10,
      eventsPerPost: 100,
      warmUpPostsPerBot: 15,
      pace: { kind: "burst", postsPerBot: quick ? 50 : 150 },
    },
  ];
}

/** Posts of the measured part. */
export function postCount({ pace, bots }: Work): number {
  return pace.kind === "steady" ? pace.postsPerSecond * pace.seconds : pace.postsPerBot * bots;
}
