/** Feeds whose profit is known to the cent: trades that were each opened and closed by one fill. */
import { post } from "./api.ts";
import { createDashboardFeed, type DashboardFeed } from "./dashboard.ts";
import type { SharedServer } from "./shared-server.ts";

export interface Story {
  readonly at: string;
  readonly profit: string;
  readonly bot?: string;
  readonly pair?: string;
}

/** A feed whose trades were each held for an hour. */
export async function createProfitFeed(
  server: SharedServer,
  name: string,
  stories: readonly Story[],
): Promise<DashboardFeed> {
  const feed = await createDashboardFeed(server, name);
  const events = stories.flatMap(({ at, profit, bot = "alpha", pair = "BTC/USDT" }, n) => {
    const closedMs = Date.parse(at);
    const trade = { id: String(n + 1), openedAt: new Date(closedMs - 3_600_000).toISOString() };
    const common = { bot, pair, trade, currency: "USDT", amount: "1" };
    return [
      { ...common, type: "entry_fill", side: "buy", price: "100", ts: closedMs - 3_600_000 },
      { ...common, type: "exit_fill", side: "sell", price: "101", profit, ts: closedMs },
    ];
  });
  const answer = await post(`${server.origin}/v1/events`, feed.owner, events);
  if (!answer.ok) throw new Error(await answer.text());
  return feed;
}
