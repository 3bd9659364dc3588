/**
 * A bot's whole past into the ledger. Each snapshot's id is made of all that it says, so an import that is done again, or was broken
 * off, changes nothing that is right. It has a queue of its own: a relay that runs is not in its way.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isObject, parseDecimal } from "@fillcast/protocol";
import { BotApi, type ApiFailure } from "./freqtrade/api.ts";
import { readPage } from "./freqtrade/bookkeeper.ts";
import { toBookTrades, toSnapshot, type BookTrade } from "./freqtrade/books.ts";
import { msOf, textOf } from "./freqtrade/exact.ts";
import { Forwarder } from "./forwarder.ts";
import { eventItem, type Item } from "./item.ts";
import { TRADES_PAGE, WALKS_MAX } from "./limits.ts";
import type { BotSettings, Settings } from "./settings.ts";
import { Spool } from "./spool.ts";
import { readStatus } from "./status.ts";

export interface ImportReport {
  /** What is done of what there is, for a bar. */
  readonly progress: (bot: string, done: number, total: number) => void;
  readonly say: (line: string) => void;
}

/** True if everything was sent and nothing refused. */
export async function importAll(settings: Settings, report: ImportReport): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-import-"));
  const spool = new Spool(folder, settings.spoolMaxBytes, report.say);
  const forwarder = new Forwarder({ spool, url: settings.url, key: settings.key, say: report.say });
  const forwarding = forwarder.run();
  let isGood = true;
  try {
    for (const bot of settings.bots) {
      const failure = await importBot(bot, spool, report.progress);
      if (failure === null) continue;
      isGood = false;
      report.say(`${bot.name}: ${failure.words}. What was read is imported; run it again.`);
    }
    while (spool.count > 0) await delay(20);
    const { refused = 0 } = readStatus(folder, Date.now()) ?? {};
    return isGood && refused === 0;
  } finally {
    forwarder.stop();
    await forwarding;
    spool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importBot(
  bot: BotSettings,
  spool: Spool,
  progress: ImportReport["progress"],
): Promise<ApiFailure | null> {
  const api = new BotApi(bot, new AbortController().signal);
  const told = new Set<string>();
  const tell = async (items: readonly Item[]): Promise<void> => {
    const fresh = items.filter(({ id }) => !told.has(id));
    for (const { id } of fresh) told.add(id);
    if (fresh.length > 0) await spool.put(fresh);
    // A page or two at a time: the queue is no copy of the bot's database.
    while (spool.count > 2 * TRADES_PAGE) await delay(20);
  };
  for (let walk = 1; ; walk++) {
    let offset = 0;
    let begunWith: number | null = null;
    for (;;) {
      const page = await readPage(api, offset, TRADES_PAGE);
      if ("kind" in page) return page;
      await tell(page.trades.map((trade) => toImported(bot.name, trade)));
      offset += page.rows;
      begunWith ??= page.total;
      progress(bot.name, Math.min(offset, page.total), page.total);
      if (page.rows === 0 || offset >= page.total) break;
    }
    const again = await readPage(api, 0, 1);
    if ("kind" in again) return again;
    // What closed or was deleted meanwhile has moved others from page to page.
    if (again.total === begunWith || walk === WALKS_MAX) break;
  }
  const open = await api.get("status");
  if (open.kind === "value") await tell(toBookTrades(open.value).map((trade) => toImported(bot.name, trade)));
  else if (open.why !== "absent" && open.why !== "odd") return open;
  const history = await api.get("historic_balance");
  const config = await api.get("show_config");
  if (history.kind === "value" && config.kind === "value")
    await tell(toEquities(bot.name, history.value, config.value));
  return null;
}

function toImported(bot: string, trade: BookTrade): Item {
  const snapshot = toSnapshot(trade, "import");
  // All that it says: an open trade's price moves between two imports, and the server refuses one id for two messages.
  return eventItem(bot, trade.closed ?? trade.opened, snapshot, importId(bot, JSON.stringify(snapshot)));
}

/** The account's worth in the past, one figure an hour; newer versions keep it. */
export function toEquities(bot: string, history: unknown, config: unknown): Item[] {
  const { columns, data } = isObject(history) ? history : {};
  const { stake_currency: currency } = isObject(config) ? config : {};
  if (!Array.isArray(columns) || !Array.isArray(data)) return [];
  const [time, total] = [columns.indexOf("__date_ts"), columns.indexOf("total_quote")];
  const hours = new Map<number, Item>();
  for (const row of data as readonly unknown[]) {
    const cells = Array.isArray(row) ? (row as readonly unknown[]) : [];
    const at = msOf(cells[time]);
    const value = parseDecimal(cells[total]);
    if (at === null || value === null) continue;
    const figures = { value, total: null, free: null, openProfit: null, currency: textOf(currency), learned: "import" };
    hours.set(
      Math.floor(at / 3_600_000),
      eventItem(bot, at, { type: "equity", data: figures }, importId(bot, at, value)),
    );
  }
  return [...hours.values()];
}

function importId(...parts: readonly (string | number)[]): string {
  return `import-${createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32)}`;
}
