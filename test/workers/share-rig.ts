/** Share links for the runtime tests: made as an owner makes them, and watched as a page does. */
import type { Share, SharedView } from "@fillcast/protocol";
import type { ViewerFrame } from "../../parties/share/rpc.ts";
import { call, send, type CreatedFeed } from "./edge.ts";

export type MadeShare = Share & { readonly url: string };

const DAY_STARTED_MS = Date.now() - 24 * 60 * 60 * 1_000;

export async function makeShare({ feed, key }: CreatedFeed, wish: object = {}): Promise<MadeShare> {
  const answer = await send("POST", `/v1/feeds/${feed}/shares`, key, { amounts: false, openTrades: true, ...wish });
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json<MadeShare>();
}

/** The path of a link's page. */
export function pathOf({ url }: Pick<MadeShare, "url">): string {
  return new URL(url).pathname;
}

export async function readView(share: MadeShare): Promise<SharedView & { readonly at: number }> {
  const answer = await call(`${pathOf(share)}/data`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A trade of the tests. */
export interface Told {
  readonly id: string;
  readonly bot?: string;
  readonly pair?: string;
  /** ms before now; null while it is open. */
  readonly closedAgoMs?: number | null;
  readonly openedAgoMs?: number;
  readonly ratio?: string;
  readonly profit?: string;
  /** Only this of it. */
  readonly part?: "entry" | "exit";
}

/** Tells the feed of trades, with secrets in every member that must not leave. */
export async function tell({ key }: CreatedFeed, trades: readonly Told[]): Promise<void> {
  const now = Date.now();
  const events = trades.flatMap((told) => {
    const { id, bot = "alpha", pair = "BTC/USDT", closedAgoMs = 60_000, ratio = "0.0125", profit = "987654.32" } = told;
    // One whose end comes later is the same trade then.
    const openedMs = told.openedAgoMs === undefined ? DAY_STARTED_MS : now - told.openedAgoMs;
    const base = {
      bot,
      pair,
      trade: { id: `secret-id-${id}`, openedAt: new Date(openedMs).toISOString(), direction: "long" },
    };
    const secrets = {
      enter_tag: "secret-tag",
      exit_reason: "secret-reason",
      strategy: "secret-strategy",
      exchange: "secret-exchange",
      stake_amount: "777888.99",
      stake_currency: "USDT",
    };
    const entry = {
      ...base,
      type: "entry_fill",
      side: "buy",
      price: "31337.77",
      amount: "24.680135",
      ts: openedMs,
      data: secrets,
    };
    if (closedAgoMs === null || told.part === "entry") return [entry];
    const closedAt = new Date(now - closedAgoMs).toISOString();
    const exit = {
      ...base,
      type: "exit_fill",
      side: "sell",
      price: "41337.77",
      amount: "24.680135",
      profit,
      final: true,
      ts: now - closedAgoMs,
      data: { ...secrets, final_profit_ratio: ratio, close_date: closedAt },
    };
    return told.part === "exit" ? [exit] : [entry, exit];
  });
  const answer = await send("POST", "/v1/events", key, events);
  if (answer.status !== 200) throw new Error(await answer.text());
  await answer.body?.cancel();
}

/** An open page of a link, as far as its socket goes. */
export class Viewer {
  readonly raw: WebSocket;
  readonly frames: ViewerFrame[] = [];
  readonly texts: string[] = [];
  closed: number | null = null;
  #wake: () => void = () => {};

  constructor(raw: WebSocket) {
    this.raw = raw;
    raw.addEventListener("message", ({ data }) => {
      this.texts.push(data as string);
      if (data !== "pong") this.frames.push(JSON.parse(data as string) as ViewerFrame);
      this.#wake();
    });
    raw.addEventListener("close", ({ code }) => {
      this.closed = code;
      this.#wake();
    });
    raw.accept();
  }

  /** Resolves once the condition holds; the test's own time limit bounds the wait. */
  async until(condition: (frames: readonly ViewerFrame[]) => boolean): Promise<void> {
    while (!condition(this.frames)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export async function watch(share: MadeShare): Promise<Viewer> {
  const answer = await call(`${pathOf(share)}/live`, { headers: { Upgrade: "websocket" } });
  if (answer.webSocket === null) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
  return new Viewer(answer.webSocket);
}
