/**
 * The state and the vitals that the views show: the feed's own, or until they are there the last state that this browser had of it.
 * Taken over at most once a frame, for those who follow each change; shown at the pace of figures. Views select parts of it
 * (use-shown-state.ts).
 */
import type { Feed, FeedState, VitalsByBot } from "fillcast";
import type { Schedule } from "../browser/frame.ts";
import type { Pace } from "../browser/pace.ts";
import { Watched } from "../browser/watched.ts";

type Source = Pick<Feed, "state" | "vitals">;

const NO_VITALS: VitalsByBot = {};

/** External stores: `subscribe` hears of the state, `vitals.subscribe` of the vitals. */
export class ShownState extends Watched {
  /** Null where nothing was ever known. */
  view: FeedState | null;
  /** The feed's own state has come: what is shown is no earlier visit's. */
  isLive = false;
  readonly vitals: Vitals;
  readonly #schedule: Schedule;
  readonly #pace: Pace;
  readonly #followers = new Set<(state: FeedState) => void>();
  #isWaiting = false;
  /** The feed's own, as taken over last. */
  #taken: FeedState | null = null;

  constructor(schedule: Schedule, pace: Pace, earlier: FeedState | null) {
    super();
    this.#schedule = schedule;
    this.#pace = pace;
    this.vitals = new Vitals(pace);
    this.view = earlier;
  }

  /** Takes over what the feed has by then with the next frame. */
  take(feed: Source): void {
    if (this.#isWaiting || (feed.state === this.#taken && feed.vitals === this.vitals.taken)) return;
    this.#isWaiting = true;
    this.#schedule(() => {
      this.#isWaiting = false;
      this.vitals.take(feed.vitals);
      if (feed.state !== this.#taken) this.#take(feed.state);
    });
  }

  /** Hears of each state before the views do. */
  onTaken(listener: (state: FeedState) => void): void {
    this.#followers.add(listener);
  }

  #take(state: FeedState | null): void {
    this.#taken = state;
    if (state !== null) for (const listener of this.#followers) listener(state);
    if (this.isLive && state !== null) this.#pace.soon(this.#show);
    else this.#pace.now(this.#show);
  }

  readonly #show = (): void => {
    this.view = this.#taken;
    this.isLive = this.view !== null;
    this.changed();
  };
}

class Vitals extends Watched {
  view: VitalsByBot = NO_VITALS;
  taken: VitalsByBot = NO_VITALS;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    super();
    this.#pace = pace;
  }

  take(vitals: VitalsByBot): void {
    if (vitals === this.taken) return;
    this.taken = vitals;
    this.#pace.soon(this.#show);
  }

  readonly #show = (): void => {
    this.view = this.taken;
    this.changed();
  };
}
