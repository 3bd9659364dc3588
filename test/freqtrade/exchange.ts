/** The invented exchange as a process, and its prices, which the script of a run sets. */
import { join } from "node:path";
import { startPython, until } from "./python-process.ts";

export interface Exchange {
  readonly origin: string;
  /** By symbol: `BTCUSDT`. */
  setPrice(symbol: string, price: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startExchange(python: string, cwd: string): Promise<Exchange> {
  const child = startPython(python, [join(import.meta.dirname, "exchange.py")], { cwd });
  const port = await until("the exchange listens", async () => {
    if (child.hasEnded()) throw new Error(`The exchange does not start:\n${child.log()}`);
    return /^ready (\d+)$/m.exec(child.log())?.[1] ?? null;
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    setPrice: async (symbol, price) => {
      const answer = await fetch(`${origin}/prices`, { method: "POST", body: JSON.stringify({ [symbol]: price }) });
      if (!answer.ok) throw new Error(`The exchange takes no price: ${await answer.text()}`);
    },
    stop: () => child.stop(),
  };
}
