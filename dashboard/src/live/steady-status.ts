/**
 * The client's status without flicker: a live line that drops and is back within two seconds never stops saying "Live".
 * Anything that lasts, and every state that is not on its way back, shows. One store for a feed: much on the page asks it.
 */
import { useSyncExternalStore } from "react";
import type { Feed, Status } from "fillcast";
import { Watched } from "../browser/watched.ts";
import { useSession } from "./session-provider.tsx";

const PATIENCE_MS = 2_000;

export class SteadyStatus extends Watched {
  view: Status;
  readonly #feed: Pick<Feed, "status" | "on">;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(feed: Pick<Feed, "status" | "on">) {
    super();
    this.#feed = feed;
    this.view = feed.status;
    feed.on("status", this.#follow);
  }

  readonly getView = (): Status => this.view;

  readonly #follow = (): void => {
    const { status } = this.#feed;
    // What was said last is that the line is gone: what comes after is the way back, and live only at its end.
    if (isPassing(status) && this.view.phase === "live") {
      this.#timer ??= setTimeout(this.#lose, PATIENCE_MS);
      return;
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#show(status);
  };

  readonly #lose = (): void => {
    this.#timer = null;
    this.#show(this.#feed.status);
  };

  #show(status: Status): void {
    this.view = status;
    this.changed();
  }
}

/** One for each feed, which outlives the view that asks first. */
const ofFeed = new WeakMap<Feed, SteadyStatus>();

export function useSteadyStatus(): Status {
  const { feed } = useSession();
  let steady = ofFeed.get(feed);
  if (steady === undefined) {
    steady = new SteadyStatus(feed);
    ofFeed.set(feed, steady);
  }
  return useSyncExternalStore(steady.subscribe, steady.getView);
}

function isPassing(status: Status): boolean {
  return status.phase === "connecting" || status.phase === "replaying" || status.phase === "waiting";
}

/** True in the moment in which a page that opens connects for the first time: what is old then is soon replaced. */
export function isOpening(status: Status): boolean {
  return (status.phase === "connecting" || status.phase === "replaying") && status.attempt === 1;
}
