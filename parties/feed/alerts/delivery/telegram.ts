/**
 * Telegram: `sendMessage` of the Bot API, with HTML that has one bold line and one link, both ours.
 */
import type { TelegramAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { type Answer, bodyMembers, failed, headerWait, off, readStatus, saidBy, secondsWait } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { fitLines, unlinkedMessage } from "./plain.ts";
import { type ChannelRequest, JSON_TYPE, type MessageSize } from "./request.ts";

export const TELEGRAM_ORIGIN = "https://api.telegram.org";
/** Of text after its markup is read; ours is counted with it. */
const TEXT_MAX_CHARS = 4_096;

export function writeTelegram(
  message: AlertMessage,
  { token, chat }: TelegramAddress,
  size: MessageSize = "whole",
): ChannelRequest {
  const { title, lines, link } = unlinkedMessage(message);
  const end = link === null ? "" : `\n<a href="${escapeHtml(link)}">Open Fillcast</a>`;
  const kept = size === "brief" ? [] : lines.map(escapeHtml);
  const text = `${fitLines(`<b>${escapeHtml(title)}</b>`, kept, TEXT_MAX_CHARS - end.length)}${end}`;
  return {
    url: telegramUrl(token, "sendMessage"),
    headers: { "Content-Type": JSON_TYPE },
    body: JSON.stringify({ chat_id: chat, text, parse_mode: "HTML", link_preview_options: { is_disabled: true } }),
  };
}

export function telegramUrl(token: string, method: string): string {
  return `${TELEGRAM_ORIGIN}/bot${token}/${method}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export function readTelegram(answer: Answer): Outcome {
  const { description, parameters } = bodyMembers(answer);
  const { retry_after, migrate_to_chat_id } = (parameters ?? {}) as { readonly [name: string]: unknown };
  const said = typeof description === "string" ? description : "";
  switch (answer.status) {
    case 400:
      if (migrate_to_chat_id !== undefined)
        return off("The group has become a supergroup, which has another id: choose the chat again.");
      if (/chat not found|chat_id|peer_id_invalid|group chat was deactivated/i.test(said))
        return off("Telegram does not know this chat: choose it again.");
      if (/not enough rights|chat_write_forbidden|have no rights/i.test(said))
        return off("The bot may not write in this chat: allow it to, then switch this destination on.");
      return failed(`Telegram refused the message (400)${saidBy(said)}`);
    case 401:
    case 404:
      return off("Telegram does not know this bot any more: enter its current token.");
    case 403:
      return off("The bot was blocked or removed from the chat: let it in again, then switch this destination on.");
    case 429:
      return failed("Telegram takes no more messages for now (429).", secondsWait(retry_after) ?? headerWait(answer));
    default:
      return readStatus("Telegram", answer);
  }
}
