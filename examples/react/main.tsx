/** A feed in React: status, a table of open trades, the newest events, a word on each closed trade. */
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "fillcast";
import { FeedProvider, useEvents, useFeedEvent, useFeedState, useLatency, useStatus } from "fillcast/react";

const { feed: feedId } = (await (await fetch("/feed.json")).json()) as { feed: string };

async function getTicket(): Promise<string> {
  const response = await fetch("/ticket", { method: "POST" });
  if (!response.ok) throw new Error(`No ticket: ${response.status}`);
  return ((await response.json()) as { ticket: string }).ticket;
}

function Status() {
  const status = useStatus();
  const latency = useLatency();
  const p50 = latency?.edgeToHere.p50 ?? null;
  return (
    <p>
      The feed is <b id="phase">{status.phase}</b>
      {p50 !== null && `, ${p50.toFixed(0)} ms from edge to here`}.
    </p>
  );
}

function OpenTrades() {
  const trades = useFeedState((state) => state.trades) ?? {};
  const open = Object.values(trades).filter(({ status }) => status === "open");
  return (
    <table>
      <tbody>
        {open.map(({ key, bot, pair, direction, amount, averageEntry }) => (
          <tr key={key}>
            <td>{bot}</td>
            <td>{pair}</td>
            <td>{direction}</td>
            <td>{amount}</td>
            <td>{averageEntry}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ClosedTrade() {
  const [closed, setClosed] = useState("");
  useFeedEvent(({ event, replay }) => {
    // What was closed before this page was open is in the list, and no news.
    if (replay) return;
    // Money is text: compare and show it, and use a decimal library to add it up.
    if (event.type === "exit_fill" && event.data.is_final_exit) {
      setClosed(`${event.pair} closed: ${event.data.profit_amount} ${event.data.stake_currency}`);
    }
  });
  return <p id="closed">{closed}</p>;
}

function Tape() {
  const events = useEvents({ limit: 20 });
  return (
    <ul>
      {events.map((event) => (
        <li key={event.seq}>
          {event.bot} {event.type} {event.pair}
        </li>
      ))}
    </ul>
  );
}

const makeFeed = () =>
  connect({ url: location.origin, feed: feedId, token: getTicket, start: { tail: 20 }, state: true });

createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <FeedProvider feed={makeFeed}>
      <Status />
      <OpenTrades />
      <ClosedTrade />
      <Tape />
    </FeedProvider>
  </StrictMode>,
);
