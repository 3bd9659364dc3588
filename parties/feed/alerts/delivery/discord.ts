/**
 * Discord's incoming webhooks. Its Markdown is escaped, and nobody is mentioned, whatever a text says.
 */
import type { UrlAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { type Answer, bodyMembers, failed, headerWait, off, readStatus, saidBy, secondsWait } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { fitLines, unlinkedMessage } from "./plain.ts";
import { type ChannelRequest, JSON_TYPE, type MessageSize } from "./request.ts";

const CONTENT_MAX_CHARS = 2_000;
/** No pictures of what a link leads to. */
const SUPPRESS_EMBEDS = 4;

export function writeDiscord(message: AlertMessage, { url }: UrlAddress, size: MessageSize = "whole"): ChannelRequest {
  const { title, lines, link } = unlinkedMessage(message);
  const end = link === null ? "" : `\n[Open Fillcast](<${link}>)`;
  const kept = size === "brief" ? [] : lines.map(escapeMarkdown);
  const content = `${fitLines(`**${escapeMarkdown(title)}**`, kept, CONTENT_MAX_CHARS - end.length)}${end}`;
  return {
    url,
    headers: { "Content-Type": JSON_TYPE },
    body: JSON.stringify({ content, allowed_mentions: { parse: [] }, flags: SUPPRESS_EMBEDS }),
  };
}

/** Of one line: what is special anywhere, and what is special where a line begins (lists). */
function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_~|<>[\]#:@]/g, "\\$&")
    .replace(/^[-+]/, "\\$&")
    .replace(/^([0-9]{1,10})([.)])/, "$1\\$2");
}

export function readDiscord(answer: Answer): Outcome {
  const { message, retry_after } = bodyMembers(answer);
  switch (answer.status) {
    case 400:
      return failed(`Discord refused the message (400)${saidBy(message)}`);
    case 401:
    case 403:
      return off("Discord does not take this webhook's address: enter the webhook's current one.");
    case 404:
    case 410:
      return off("The webhook was deleted at Discord: make a new one there and enter its address.");
    case 429:
      return failed("Discord takes no more messages for now (429).", secondsWait(retry_after) ?? headerWait(answer));
    default:
      return readStatus("Discord", answer);
  }
}
