/**
 * The demo's relayed bots as somebody beside them sees them: their APIs, by the settings of the demo's relay in the state folder,
 * and the relay's process.
 */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BookTrade } from "../freqtrade/books.ts";
import { descendants } from "./processes.ts";

interface RelaySettings {
  readonly bots: {
    readonly [name: string]: { readonly url: string; readonly user: string; readonly password: string };
  };
}

/** Answers a GET of a bot's API with its JSON. Throws where it does not answer, as while the bot is started again. */
export type Ask = <Answer>(bot: string, route: string) => Promise<Answer>;

export function openBots(stateDir: string): Ask {
  return async (bot, route) => {
    // Addresses and passwords are new with each start, and there only when the history is.
    const text = await readFile(join(stateDir, "demo-relay", "config.json"), "utf8");
    const { bots } = JSON.parse(text) as RelaySettings;
    const { url, user, password } = bots[bot]!;
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const login = await fetch(`${url}/api/v1/token/login`, { method: "POST", headers: { authorization: basic } });
    const { access_token: token }: { readonly access_token: string } = await login.json();
    const answer = await fetch(`${url}/api/v1/${route}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${route} answers ${answer.status}`);
    return answer.json();
  };
}

/** Trades of which something was filled, as the bot's database has them. */
export async function booksOf(ask: Ask, bot: string): Promise<BookTrade[]> {
  const { trades } = await ask<{ readonly trades: BookTrade[] }>(bot, "trades?limit=500");
  const open = await ask<BookTrade[]>(bot, "status");
  return [...trades, ...open.filter(({ orders }) => orders.some(({ filled }) => (filled ?? 0) > 0))];
}

/** The ids of the relay's processes below a start. */
export function relaysOf(start: number): number[] {
  return descendants(start).filter((pid) => {
    try {
      return execFileSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" }).includes(
        "fillcast-relay.js run",
      );
    } catch {
      return false;
    }
  });
}
