/** The page after an import of a bot's past: hundreds of events that no tape shows are the newest of the log. */
import { expect, test } from "vitest";
import { createDashboardFeed, isLive, openDashboard, postAsBot, startForFile, WIDE } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const PHONE = { width: 390, height: 844 };
const DAY_MS = 86_400_000;

/** What `import` sends of an account's past. */
async function importWorth(key: string, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    id: `past-${index}`,
    bot: "spot-1",
    at: Date.now() - DAY_MS - index * 60_000,
    event: { type: "equity", data: { value: String(1_000 + index), currency: "USDT", learned: "import" } },
  }));
  const answer = await fetch(`${server.origin}/v1/relay`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: items.map((item) => JSON.stringify(item)).join("\n"),
  });
  expect(answer.status).toBe(200);
}

test.each([
  { where: "overview", name: "imported-1", path: "/", viewport: WIDE },
  { where: "tape", name: "imported-2", path: "/tape", viewport: WIDE },
  { where: "phone's overview", name: "imported-3", path: "/", viewport: PHONE },
])("on the $where the tape still shows what happened before it", async ({ name, path, viewport }) => {
  const feed = await createDashboardFeed(server, name);
  await postAsBot(server, feed.bot, { type: "status", status: "the last word before the import" });
  await importWorth(feed.bot, 450);
  const { page } = await openDashboard(chromium.browser, server, feed, { context: { viewport }, path });
  await isLive(page);
  await page.getByText("the last word before the import").first().waitFor();
  expect(await page.getByText("Account value", { exact: true }).count()).toBe(0);
  await page.context().close();
});
