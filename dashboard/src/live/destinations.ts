/**
 * Where a feed's alerts go beside this page, as the server lists it, and the calls that change it. Addresses are written and never
 * read: what comes back names a host at most. Decoding is total.
 */
import type { Credentials } from "../keys/credentials.ts";
import type { PushAddress } from "../push/subscription.ts";
import { type AlertRules, decodeRules } from "./alert-rules.ts";
import { type Answer, call, pathOf } from "./api.ts";

export const DESTINATION_KINDS = ["push", "telegram", "discord", "slack", "ntfy", "webhook"] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

export interface DestinationStatus {
  /** ms since 1970; null for never. */
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
  readonly lastErrorAt: number | null;
  /** Why nothing is sent until somebody switches it on again. */
  readonly off: string | null;
  readonly waiting: number;
  readonly dropped: number;
}
export interface Destination {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly label: string;
  readonly host: string;
  readonly rules: AlertRules;
  readonly createdAt: number;
  /** Made with the key that asks. */
  readonly own: boolean;
  readonly status: DestinationStatus;
}

export type DestinationAddress =
  | PushAddress
  | { readonly kind: "webhook"; readonly url: string; readonly secret: string }
  | { readonly kind: "telegram"; readonly token: string; readonly chat: string }
  | { readonly kind: "discord" | "slack"; readonly url: string }
  | { readonly kind: "ntfy"; readonly url: string; readonly token: string | null };

export interface DestinationChange {
  readonly label?: string;
  readonly rules?: AlertRules;
  readonly address?: DestinationAddress;
  /** Switches it on again. */
  readonly on?: true;
}
export interface Chat {
  readonly id: string;
  readonly title: string;
}

const place = (credentials: Credentials, rest = ""): string => pathOf(credentials, `destinations${rest}`);
const placeOf = (credentials: Credentials, id: string, rest = ""): string =>
  place(credentials, `/${encodeURIComponent(id)}${rest}`);

export async function listDestinations(credentials: Credentials): Promise<Answer<readonly Destination[]>> {
  const answer = await call<unknown>(credentials, place(credentials));
  return answer.kind === "ok" ? { kind: "ok", value: decodeDestinations(answer.value) } : answer;
}

export async function addDestination(
  credentials: Credentials,
  wish: { readonly label: string; readonly address: DestinationAddress; readonly rules?: AlertRules },
): Promise<Answer<Destination>> {
  return decoded(await call<unknown>(credentials, place(credentials), { method: "POST", body: wish }));
}

export async function changeDestination(
  credentials: Credentials,
  id: string,
  change: DestinationChange,
): Promise<Answer<Destination>> {
  return decoded(await call<unknown>(credentials, placeOf(credentials, id), { method: "PATCH", body: change }));
}

export function removeDestination(credentials: Credentials, id: string): Promise<Answer<null>> {
  return call(credentials, placeOf(credentials, id), { method: "DELETE" });
}

/** Resolves when the receiver has answered. */
export function testDestination(credentials: Credentials, id: string): Promise<Answer<object>> {
  return call(credentials, placeOf(credentials, id, "/test"), { method: "POST" });
}

/** Chats that somebody has written to the bot in lately. */
export async function findTelegramChats(credentials: Credentials, token: string): Promise<Answer<readonly Chat[]>> {
  const path = pathOf(credentials, "telegram-chats");
  const answer = await call<unknown>(credentials, path, { method: "POST", body: { token } });
  if (answer.kind !== "ok") return answer;
  const chats = listOf(fieldsOf(answer.value)["chats"]).flatMap((chat) => {
    const { id, title } = fieldsOf(chat);
    return typeof id === "string" || typeof id === "number"
      ? [{ id: String(id), title: isText(title) ? title : String(id) }]
      : [];
  });
  return { kind: "ok", value: chats };
}

/** Why something was not done, in a sentence. */
export function whyNot(answer: Exclude<Answer<unknown>, { readonly kind: "ok" }>): string {
  return answer.kind === "refused" ? answer.detail : "The server cannot be reached.";
}

/** Those of a kind that this page knows. */
export function decodeDestinations(value: unknown): readonly Destination[] {
  return listOf(fieldsOf(value)["destinations"]).flatMap((one) => decodeDestination(one) ?? []);
}

function decoded(answer: Answer<unknown>): Answer<Destination> {
  if (answer.kind !== "ok") return answer;
  const value = decodeDestination(answer.value);
  if (value !== null) return { kind: "ok", value };
  return { kind: "refused", status: 200, code: "unknown", detail: "The server's answer cannot be read." };
}

function decodeDestination(value: unknown): Destination | null {
  const { id, kind, label, host, rules, createdAt, own, status } = fieldsOf(value);
  if (!isText(id) || !isKind(kind)) return null;
  const said = fieldsOf(status);
  return {
    id,
    kind,
    label: isText(label) ? label : "",
    host: isText(host) ? host : "",
    rules: decodeRules(rules),
    createdAt: numberOr(createdAt, 0),
    own: own === true,
    status: {
      lastSuccessAt: numberOr(said["lastSuccessAt"], null),
      lastError: textOr(said["lastError"]),
      lastErrorAt: numberOr(said["lastErrorAt"], null),
      off: textOr(said["off"]),
      waiting: numberOr(said["waiting"], 0),
      dropped: numberOr(said["dropped"], 0),
    },
  };
}

function isKind(value: unknown): value is DestinationKind {
  return (DESTINATION_KINDS as readonly unknown[]).includes(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function numberOr<Else>(value: unknown, otherwise: Else): number | Else {
  return typeof value === "number" ? value : otherwise;
}

function textOr(value: unknown): string | null {
  return isText(value) ? value : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
