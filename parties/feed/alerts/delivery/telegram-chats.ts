/**
 * The chats in which somebody has lately written to a bot, so that nobody has to look up a chat's number.
 */
import { isTelegramToken } from "./address.ts";
import { bodyMembers, saidBy } from "./answer.ts";
import { ask, Deadline } from "./ask.ts";
import type { DeliveryWorld } from "./deliver.ts";
import { plainText } from "./plain.ts";
import { JSON_TYPE } from "./request.ts";
import { telegramUrl } from "./telegram.ts";

export interface TelegramChat {
  /** As `TelegramAddress.chat` takes it. */
  readonly id: string;
  /** A group's title, or a person's name. */
  readonly title: string;
}
/** `why` is for the owner, and names no secret. */
export type FoundChats =
  | { readonly kind: "found"; readonly chats: readonly TelegramChat[] }
  | { readonly kind: "failed"; readonly why: string };

const WAIT_MAX_MS = 10_000;
/** A hundred updates of the longest messages have less. */
const ANSWER_MAX_BYTES = 2 * 1024 * 1024;
const UPDATES_MAX = 100;
const CHATS_MAX = 20;
const TITLE_MAX_CHARS = 64;

/** The newest chats first. It reads the bot's updates and confirms none, so that a program of the owner's still gets them. */
export async function findTelegramChats(token: string, world: DeliveryWorld): Promise<FoundChats> {
  if (!isTelegramToken(token)) return failed("The token must be a bot's, like `123456:ABC…`, as @BotFather gives it.");
  const deadline = new Deadline(WAIT_MAX_MS);
  try {
    const request = {
      url: telegramUrl(token, "getUpdates"),
      headers: { "Content-Type": JSON_TYPE },
      body: JSON.stringify({ limit: UPDATES_MAX, timeout: 0 }),
    };
    const asked = await ask(request, { ...world, deadline, maxBytes: ANSWER_MAX_BYTES, readsSuccess: true });
    if (asked === "late" || asked === "unreachable") return failed("Telegram could not be reached. Try again.");
    const { result, description } = bodyMembers(asked);
    if (asked.status === 401 || asked.status === 404)
      return failed("Telegram does not know this token: copy it again.");
    if (asked.status === 409)
      return failed("Another program reads this bot's messages. Make a bot of its own for alerts with @BotFather.");
    if (asked.status !== 200 || !Array.isArray(result))
      return failed(`Telegram answered ${asked.status}${saidBy(description).replaceAll(token, "…")}`);
    return { kind: "found", chats: readChats(result) };
  } finally {
    deadline.end();
  }
}

function failed(why: string): FoundChats {
  return { kind: "failed", why };
}

/** Total: what is no update with a chat is passed over. */
function readChats(updates: readonly unknown[]): TelegramChat[] {
  const chats = new Map<string, TelegramChat>();
  for (const update of updates.toReversed()) {
    const { id, title, username, first_name, last_name } = chatOf(update);
    if (typeof id !== "number" || !Number.isSafeInteger(id) || chats.size === CHATS_MAX) continue;
    const names = [first_name, last_name].filter((name) => typeof name === "string").join(" ");
    const shown = [title, names, username].map((name) =>
      typeof name === "string" ? plainText(name, TITLE_MAX_CHARS) : "",
    );
    const named = shown.find((name) => name !== "") ?? String(id);
    if (!chats.has(String(id))) chats.set(String(id), { id: String(id), title: named });
  }
  return [...chats.values()];
}

type Members = { readonly [name: string]: unknown };

/** The chat of an update, whatever the update is of: a message, a bot that was let in, a post in a channel. */
function chatOf(update: unknown): Members {
  for (const part of Object.values(membersOf(update))) {
    const { chat, message } = membersOf(part);
    const found = chat ?? membersOf(message).chat;
    if (found !== undefined) return membersOf(found);
  }
  return {};
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
