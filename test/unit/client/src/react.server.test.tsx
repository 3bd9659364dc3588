/**
 * The React entry on a server, where no feed runs.
 */
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import {
  FeedProvider,
  useEvents,
  useFeed,
  useFeedEvent,
  useFeedState,
  useLatency,
  useStatus,
} from "../../../../client/src/react.ts";
import { fakeFeed } from "../../../../client/src/testing.ts";

function App() {
  const feed = useFeed();
  const { phase } = useStatus();
  const events = useEvents({ limit: 3 });
  const bots = useFeedState((state) => state.bots);
  const latency = useLatency();
  useFeedEvent(() => {});
  return <p>{JSON.stringify({ feed: feed !== null, phase, events, bots, latency })}</p>;
}

test("a provider that makes its feed makes none on a server, and the hooks show their empty values", () => {
  let made = 0;
  const make = () => {
    made++;
    return fakeFeed().feed;
  };
  const html = renderToString(
    <FeedProvider feed={make}>
      <App />
    </FeedProvider>,
  );
  expect(made).toBe(0);
  expect(html.replaceAll("&quot;", '"')).toContain(
    '{"feed":false,"phase":"connecting","events":[],"bots":null,"latency":null}',
  );
});

test("a feed of the app's own renders as what a browser begins with", () => {
  const { feed } = fakeFeed();
  const html = renderToString(
    <FeedProvider feed={feed}>
      <App />
    </FeedProvider>,
  );
  expect(html.replaceAll("&quot;", '"')).toContain(
    '"feed":true,"phase":"connecting","events":[],"bots":null,"latency":null',
  );
});

test("a hook without a provider says what is missing", () => {
  expect(() => renderToString(<App />)).toThrow(/FeedProvider/);
});
