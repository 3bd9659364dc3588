/**
 * `for await (const event of feed.events())`: the loop's body is a handler like any other, so that the feed waits for it.
 */
import type { Feed } from "./api.ts";
import type { TradeEvent } from "./trade-event.ts";

/** Events from the start of the loop on; nothing waits before it has started. Ends where the feed is closed, throws where it fails. */
export async function* eventLoop(feed: Feed): AsyncGenerator<TradeEvent> {
  let given: { readonly event: TradeEvent; readonly taken: () => void } | undefined;
  let wake = (): void => {};
  const offEvent = feed.on(
    "event",
    (event) =>
      new Promise<void>((taken) => {
        given = { event, taken };
        wake();
      }),
  );
  const offStatus = feed.on("status", () => wake());
  try {
    for (;;) {
      const { status } = feed;
      if (status.phase === "closed") return;
      if (given) {
        yield given.event;
        given.taken();
        given = undefined;
      } else if (status.phase === "failed") throw status.error;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    offEvent();
    offStatus();
    given?.taken();
  }
}
