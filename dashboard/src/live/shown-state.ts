/**
 * The state and the vitals that the views show: the feed's own, taken over at most once a frame, or until they are there the last
 * state that this browser had of it. Views select parts of it (use-shown-state.ts).
 */
import type { Feed, FeedState, VitalsByBot } from "fillcast";
import type { Schedule } from "../browser/frame.ts";
import { Watched } from "../browser/watched.ts";

type Source = Pick<Feed, "state" | "vitals">;

const NO_VITALS: VitalsByBot = {};

/** External stores: `subscribe` hears of the state, `vitals.subscribe` of the vitals. */
export class ShownState extends Watched {
  /** Null where nothing was ever known. */
  view: FeedState | null;
  /** The feed's own state has come: what is shown is no earlier visit's. */
  isLive = false;
  readonly vitals = new Vitals();
  readonly #schedule: Schedule;
  readonly #taken = new Set<(state: FeedState) => void>();
  #isWaiting = false;

  constructor(schedule: Schedule, earlier: FeedState | null) {
    super();
    this.#schedule = schedule;
    this.view = earlier;
  }

  /** Takes over what the feed has by then with the next frame. */
  take(feed: Source): void {
    if (this.#isWaiting || (feed.state === this.#current && feed.vitals === this.vitals.view)) return;
    this.#isWaiting = true;
    this.#schedule(() => {
      this.#isWaiting = false;
      this.vitals.show(feed.vitals);
      if (feed.state !== this.#current) this.#show(feed.state);
    });
  }

  /** Hears of each state before the views do. */
  onTaken(listener: (state: FeedState) => void): void {
    this.#taken.add(listener);
  }

  get #current(): FeedState | null {
    return this.isLive ? this.view : null;
  }

  #show(state: FeedState | null): void {
    this.view = state;
    this.isLive = state !== null;
    if (state !== null) for (const listener of this.#taken) listener(state);
    this.changed();
  }
}

class Vitals extends Watched {
  view: VitalsByBot = NO_VITALS;

  show(view: VitalsByBot): void {
    if (view === this.view) return;
    this.view = view;
    this.changed();
  }
}
