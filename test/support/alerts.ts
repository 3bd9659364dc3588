/**
 * What the tests of alerts share: alerts as values, rules that differ from the defaults, and a courier whose receivers do what
 * the test says. Addresses are sealed and checked by the real code.
 */
import * as fc from "fast-check";
import { DEFAULT_ALERT_RULES, type AlertRules, type DestinationAddress, type TradeMode } from "@fillcast/protocol";
import type { Alert, ToldTrade } from "../../parties/feed/alerts/alert.ts";
import type { Courier } from "../../parties/feed/alerts/courier.ts";
import { checkAddress, hostOf } from "../../parties/feed/alerts/delivery/address.ts";
import type { Outcome } from "../../parties/feed/alerts/delivery/outcome.ts";
import { openAddress, sealAddress } from "../../parties/feed/alerts/delivery/seal.ts";
import type { AlertMessage } from "../../parties/feed/alerts/message.ts";
import { START_MS, type TestRoom } from "./room.ts";

/** Text with everything in it that is awkward: halves of characters, what turns or hides text, ends of lines, markup. */
export const anyText = fc
  .array(
    fc.constantFrom(
      "a",
      "word",
      " ",
      "\n",
      "\r",
      "\u0000",
      "\u2028",
      "\u202e",
      "\u200b",
      "\ud83d",
      "\ude00",
      "😀",
      "👩\u200d💻",
      "<b>",
      "@all",
      "é",
      "/",
    ),
    { maxLength: 300 },
  )
  .map((parts) => parts.join(""));

export const OWNER = { kind: "key", id: "key-1" } as const;
export const HOOK: DestinationAddress = {
  kind: "webhook",
  url: "https://hooks.fillcast-tests.org/alerts/very-secret-path",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};

export function rulesWith(rules: Partial<AlertRules> = {}): AlertRules {
  return { ...DEFAULT_ALERT_RULES, ...rules };
}

/** An endpoint of a push service, and keys of the right form. */
export function device(name: string): Extract<DestinationAddress, { kind: "push" }> {
  return {
    kind: "push",
    endpoint: `https://push.fillcast-tests.org/send/${name}`,
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  };
}

interface ClosedWish extends Partial<ToldTrade> {
  readonly bot?: string;
  readonly mode?: TradeMode;
  readonly seq?: number;
  readonly at?: number;
  readonly isLate?: boolean;
}

/** A trade that has closed. */
export function closedAlert({
  bot = "spot-1",
  mode = "live",
  seq = 1,
  at = START_MS,
  isLate = false,
  ...of
}: ClosedWish = {}) {
  const trade: ToldTrade = {
    key: `${bot}:${seq}:2026-11-24T06:00:03Z`,
    pair: "BTC/USDT",
    direction: "long",
    stake: "100",
    currency: "USDT",
    realised: "12.4",
    ratio: "0.012",
    exitReason: "roi",
    ...of,
  };
  return { kind: "closed", bot, mode, seq, at, isLate, trade } as const satisfies Alert;
}

/** What a bot says, or the room of it. */
export function wordAlert(
  kind: "exception" | "warning" | "silent" | "back" | "stalled",
  text: string | null = null,
  bot = "spot-1",
): Alert {
  return { kind, bot, mode: "live", seq: 1, at: START_MS, isLate: false, text };
}

/** A delivery that a test ends. */
export interface Delivery {
  readonly address: DestinationAddress;
  readonly message: AlertMessage;
  readonly end: (outcome: Outcome) => void;
}

/** Keeps what it is to deliver, and answers as `answer` says; with null it is left to the test. */
export class TestCourier implements Courier {
  readonly deliveries: Delivery[] = [];
  /** Addresses that are being sealed or opened. */
  busy = 0;
  answer: (message: AlertMessage) => Outcome | null = () => ({ kind: "sent" });
  secrets: { readonly current: string; readonly previous?: string } = {
    current: "unit-signing-secret-0123456789abcdef",
  };

  check(address: DestinationAddress): string | null {
    return checkAddress(address, false);
  }

  hostOf(address: DestinationAddress): string {
    return hostOf(address);
  }

  seal(address: DestinationAddress, id: string) {
    return this.#counted(sealAddress(address, this.secrets, { feed: "alice", id }));
  }

  open(sealed: Uint8Array, id: string) {
    return this.#counted(openAddress(sealed, this.secrets, { feed: "alice", id }));
  }

  deliver(address: DestinationAddress, message: AlertMessage): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.deliveries.push({ address, message, end: resolve });
    const outcome = this.answer(message);
    if (outcome !== null) resolve(outcome);
    return promise;
  }

  findChats() {
    return Promise.resolve({ kind: "found", chats: [] } as const);
  }

  /** Resolves once what it was asked is done, but for what its receivers still owe. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.busy === 0 ? quiet + 1 : 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  async #counted<Value>(work: Promise<Value>): Promise<Value> {
    this.busy++;
    try {
      return await work;
    } finally {
      this.busy--;
    }
  }

  get messages(): AlertMessage[] {
    return this.deliveries.map(({ message }) => message);
  }
}

/** Makes a destination in a room, whose courier it becomes. */
export async function addDestination(
  room: TestRoom,
  rules: Partial<AlertRules> = {},
  address: DestinationAddress = HOOK,
  id = "d1",
  nowMs = START_MS,
): Promise<string> {
  const request = { id, label: "Test", address, rules, origin: "https://fillcast.test" };
  const made = await room.feed.destinations.add(OWNER, request, nowMs);
  if (made.kind !== "destination") throw new Error(made.problem.detail);
  return made.destination.id;
}
