/**
 * `for await (const event of feed.events())`: the loop's body counts as a handler, so the feed waits for it. It waits with a
 * limit, because a loop that was abandoned silently would block all other handlers.
 */
import type { Clock, Feed } from "./api.ts";
import { FeedError } from "./error.ts";
import { LOOP_MS } from "./timing.ts";
import type { TradeEvent } from "./trade-event.ts";

/** Events from the start of the loop on; nothing waits before it has started. Ends where the feed is closed, throws where it fails or the loop was given up. */
export async function* eventLoop(
  feed: Feed,
  clock: Clock,
  say: (error: FeedError) => void,
): AsyncGenerator<TradeEvent> {
  let given: { readonly event: TradeEvent; readonly taken: () => void } | undefined;
  let abandoned: FeedError | undefined;
  let wake = (): void => {};
  const offEvent = feed.on(
    "event",
    (event) =>
      new Promise<void>((resolve) => {
        const timer = clock.setTimeout(() => {
          const text = "A loop over events() took more than 30 s for one event and was stopped";
          say((abandoned = new FeedError("loop-abandoned", text)));
          end();
        }, LOOP_MS);
        const taken = (): void => {
          clock.clearTimeout(timer);
          resolve();
        };
        given = { event, taken };
        wake();
      }),
  );
  const offStatus = feed.on("status", ({ phase }) => {
    if (phase === "closed") given?.taken();
    wake();
  });
  const end = (): void => {
    offEvent();
    offStatus();
    given?.taken();
  };
  try {
    for (;;) {
      const { status } = feed;
      if (status.phase === "closed") return;
      if (abandoned) throw abandoned;
      if (given) {
        yield given.event;
        given.taken();
        given = undefined;
      } else if (status.phase === "failed") throw status.error;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    end();
  }
}
