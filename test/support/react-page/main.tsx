/** Every hook once, over a feed without a server, under StrictMode. Tests drive `window.fake` and read the page. */
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { FeedProvider, useEvents, useFeed, useFeedEvent, useFeedState, useLatency, useStatus } from "fillcast/react";
import { sessionTape } from "fillcast/tape";
import { fakeFeed, type FakeFeed } from "fillcast/testing";

const bot = {
  mode: "dry",
  presence: "up",
  lastEventAt: 1,
  lastSeenAt: null,
  openTrades: 0,
  closedTrades: 0,
  wins: 0,
} as const;
const wishes = new URLSearchParams(location.search);
const tape = wishes.has("tape") ? sessionTape("react-page") : null;
const state = { bots: { a: bot }, trades: {}, totals: [], days: [], locks: [] };
const fake = fakeFeed({ state, ...(tape !== null && { store: tape }) });
const counts = { made: 0, renders: 0, handled: [] as string[] };
const root = createRoot(document.querySelector("#root")!);

declare global {
  interface Window {
    fake: FakeFeed;
    counts: typeof counts;
    unmount: () => void;
  }
}
Object.assign(window, { fake, counts, unmount: () => root.unmount() });

function Status() {
  const { phase } = useStatus();
  const latency = useLatency();
  return (
    <p>
      <b id="phase">{phase}</b> <b id="measured">{latency?.edgeToHere.count ?? "none"}</b>
    </p>
  );
}

function List({ id, limit, type }: { readonly id: string; readonly limit: number; readonly type?: string }) {
  const events = useEvents({ limit, ...(type !== undefined && { filter: { types: [type] } }) });
  return <p id={id}>{events.map(({ seq }) => seq).join(" ")}</p>;
}

function Bots() {
  counts.renders++;
  const names = useFeedState((state) => Object.keys(state.bots));
  return <p id="bots">{names?.join(" ") ?? "none"}</p>;
}

function Handler({ word }: { readonly word: string }) {
  useFeedEvent(({ event, replay }) => {
    counts.handled.push(`${word} ${event.seq}${replay ? " replayed" : ""}`);
    if (event.type === "x-fails") throw new Error(`No handler for ${event.seq}`);
  });
  return null;
}

function App() {
  const [more, setMore] = useState(false);
  return (
    <>
      <button id="more" onClick={() => setMore(true)} />
      <p id="feed">{useFeed() === null ? "none" : "feed"}</p>
      <Status />
      <Bots />
      <List id="all" limit={3} />
      <Handler word={more ? "second" : "first"} />
      {more && <List id="late" limit={10} type="x-b" />}
    </>
  );
}

const made = wishes.has("made");
const make = () => {
  counts.made++;
  return fake.feed;
};
root.render(
  <StrictMode>
    <FeedProvider feed={made ? make : fake.feed} {...(tape !== null && { tape })}>
      <App />
    </FeedProvider>
  </StrictMode>,
);
