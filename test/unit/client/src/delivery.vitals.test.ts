/**
 * What relays read from their bots, as an app gets it.
 */
import { describe, expect, test } from "vitest";
import { decodeServerFrame, type VitalsByBot } from "@fillcast/protocol";
import { fakeFeed } from "../../../../client/src/testing.ts";

describe("vitals", () => {
  test("come with the state, then as they change, and wake what reads the feed", async () => {
    const fake = fakeFeed();
    const heard: VitalsByBot[] = [];
    let changes = 0;
    fake.feed.on("vitals", (vitals) => void heard.push(vitals));
    await fake.setVitals("a", { openProfit: "1" });
    fake.feed.subscribe(() => changes++);
    await fake.setVitals("b", { openProfit: "2" });
    expect(changes).toBeGreaterThan(0);
    await fake.setVitals("a", { openProfit: "3" });
    expect(fake.feed.vitals).toMatchObject({
      a: { openProfit: "3" },
      b: { openProfit: "2", balance: { value: null } },
    });
    expect(heard.at(-1)).toBe(fake.feed.vitals);
    const before = fake.feed.vitals;
    await fake.disconnect();
    await fake.advance(60_000);
    expect(fake.feed.status.phase).toBe("live");
    expect(fake.feed.vitals).toEqual(before);
  });

  test("are empty without a relay", async () => {
    const fake = fakeFeed();
    await fake.publish();
    expect(fake.feed.vitals).toEqual({});
  });

  test("of another form are left out, and take nothing else with them", () => {
    const frame = { type: "snapshot", epoch: "0mwuacao0", seq: 1, state: {}, vitals: { a: 3 } };
    expect(decodeServerFrame(JSON.stringify(frame))).not.toHaveProperty("vitals");
    expect(decodeServerFrame(JSON.stringify({ type: "vitals", bots: { a: { balance: {} } } }))).toBeNull();
  });

  test("are delivered beside a snapshot of a trade, which the state takes for the truth", async () => {
    const fake = fakeFeed();
    await fake.publish({ type: "entry_fill", pair: "ETH/USDT" });
    await fake.publish({
      type: "trade_snapshot",
      pair: "ETH/USDT",
      data: { is_open: true, amount: "2", fee_open: "0.001" },
    });
    expect(Object.values(fake.feed.state!.trades)).toMatchObject([{ amount: "2", entries: 1, averageEntry: "100" }]);
  });
});
