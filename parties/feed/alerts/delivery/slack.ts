/**
 * Slack's incoming webhooks, and what is compatible with them. Text is sent without markup; `<`, `>` and `&`, which begin links and
 * mentions all the same, are escaped.
 */
import type { UrlAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { type Answer, failed, headerWait, off, readStatus } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { fitLines, unlinkedMessage } from "./plain.ts";
import { type ChannelRequest, JSON_TYPE, type MessageSize } from "./request.ts";

/** Slack itself cuts at ten times that. */
const TEXT_MAX_CHARS = 4_000;

export function writeSlack(message: AlertMessage, { url }: UrlAddress, size: MessageSize = "whole"): ChannelRequest {
  const { title, lines, link } = unlinkedMessage(message);
  const end = link === null ? "" : `\n<${escapeControl(link)}|Open Fillcast>`;
  const kept = size === "brief" ? [] : lines.map(escapeControl);
  const text = `${fitLines(escapeControl(title), kept, TEXT_MAX_CHARS - end.length)}${end}`;
  return {
    url,
    headers: { "Content-Type": JSON_TYPE },
    body: JSON.stringify({ text, mrkdwn: false, link_names: false, unfurl_links: false, unfurl_media: false }),
  };
}

function escapeControl(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function readSlack(answer: Answer): Outcome {
  const { status, text } = answer;
  // Slack says what is wrong in one word, e.g. `invalid_payload`.
  const word = /^[a-z_]{1,60}$/.test(text) ? `: ${text}` : "";
  switch (status) {
    case 400:
      return failed(`Slack refused the message (400${word}).`);
    case 401:
    case 403:
      return off(`Slack does not take this webhook's address (${status}${word}): enter the webhook's current one.`);
    case 404:
      return off(`Slack does not know this webhook or its channel any more (404${word}): make a new one there.`);
    case 410:
      return off(`The channel was archived or the webhook removed at Slack (410${word}): choose another one there.`);
    case 429:
      return failed("Slack takes no more messages for now (429).", headerWait(answer));
    default:
      return readStatus("Slack", answer);
  }
}
