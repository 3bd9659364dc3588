/**
 * Addresses of destinations: whether messages may go there, and what of one may be shown. Checked when an owner enters it, and
 * again before each message, because what is allowed may have changed since.
 */
import type { DestinationAddress, NtfyAddress, PushAddress, TelegramAddress, UrlAddress } from "@fillcast/protocol";
import { isLoopbackHost, isPublicHost } from "./public-host.ts";
import { TELEGRAM_ORIGIN } from "./telegram.ts";
import { secretBytes } from "./webhook.ts";

const URL_MAX_CHARS = 2_048;
/** An uncompressed point of P-256, and the secret that RFC 8291 has beside it. */
const [POINT_BYTES, POINT_FORM, AUTH_BYTES] = [65, 4, 16];

/**
 * Why messages may not go to this address, in a sentence that begins with the member's name; null where they may.
 * `allowsLoopback`: this machine too, and there also without TLS, as in a server that somebody runs for himself.
 */
export function checkAddress(address: DestinationAddress, allowsLoopback: boolean): string | null {
  switch (address.kind) {
    case "push":
      return checkUrl("endpoint", address.endpoint, allowsLoopback) ?? checkPushKeys(address);
    case "webhook":
      return (
        checkUrl("url", address.url, allowsLoopback) ??
        (secretBytes(address.secret) === null ? "secret must be `whsec_` and 24 to 64 bytes in base64." : null)
      );
    case "telegram":
      return checkTelegram(address);
    case "discord":
    case "slack":
      return checkUrl("url", address.url, allowsLoopback) ?? checkService(address.kind, address);
    case "ntfy":
      return checkUrl("url", address.url, allowsLoopback) ?? checkNtfy(address);
  }
}

/** What owners see of an address: the host, with the port where it is not the usual one. Empty for what is no URL. */
export function hostOf(address: DestinationAddress): string {
  switch (address.kind) {
    case "telegram":
      return new URL(TELEGRAM_ORIGIN).host;
    case "push":
      return URL.parse(address.endpoint)?.host ?? "";
    default:
      return URL.parse(address.url)?.host ?? "";
  }
}

/** The parts of an address that nobody but its receiver may see. */
export function secretsOf(address: DestinationAddress): readonly string[] {
  switch (address.kind) {
    case "push":
      return [pathOf(address.endpoint), address.keys.auth];
    case "webhook":
      return [pathOf(address.url), address.secret];
    case "telegram":
      return [address.token];
    case "discord":
    case "slack":
      return [pathOf(address.url)];
    case "ntfy":
      return [pathOf(address.url), ...(address.token === null ? [] : [address.token])];
  }
}

function pathOf(text: string): string {
  const url = URL.parse(text);
  return url === null ? text : `${url.pathname}${url.search}`.slice(1);
}

function checkUrl(name: string, text: string, allowsLoopback: boolean): string | null {
  if (text.length > URL_MAX_CHARS) return `${name} has more than ${URL_MAX_CHARS} characters.`;
  const url = URL.parse(text);
  if (url === null) return `${name} is not an address: it must begin with https://.`;
  if (url.username !== "" || url.password !== "") return `${name} must not contain a user name or password.`;
  const isLocal = allowsLoopback && isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && !(isLocal && url.protocol === "http:")) return `${name} must begin with https://.`;
  if (!isLocal && !isPublicHost(url.hostname))
    return `${name} must name a public host: ${url.hostname} is only reached from within a network.`;
  return null;
}

function checkPushKeys({ keys }: PushAddress): string | null {
  const point = urlBytes(keys.p256dh);
  if (point?.length !== POINT_BYTES || point[0] !== POINT_FORM)
    return "keys.p256dh must be a public key of P-256, as `PushSubscription.toJSON` gives it.";
  if (urlBytes(keys.auth)?.length !== AUTH_BYTES)
    return "keys.auth must have 16 bytes, as `PushSubscription.toJSON` gives it.";
  return null;
}

function checkTelegram({ token, chat }: TelegramAddress): string | null {
  if (!isTelegramToken(token)) return "token must be a bot's token, like `123456:ABC…`, as @BotFather gives it.";
  if (!/^(?:-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{2,31})$/.test(chat))
    return "chat must be a number, or a channel's @name.";
  return null;
}

export function isTelegramToken(text: string): boolean {
  return /^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$/.test(text);
}

/** At the service's own host, only a webhook's address does; elsewhere may stand what is compatible with it. */
function checkService(kind: "discord" | "slack", { url: text }: UrlAddress): string | null {
  const { hostname, pathname } = new URL(text);
  if (kind === "discord" && /(?:^|\.)discord(?:app)?\.com$/.test(hostname))
    return /^\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{1,20}\/[^/]+\/?$/.test(pathname)
      ? null
      : "url must be a webhook's address, like https://discord.com/api/webhooks/…/….";
  if (kind === "slack" && /(?:^|\.)slack\.com$/.test(hostname))
    return hostname === "hooks.slack.com" && /^\/(?:services|workflows)\/./.test(pathname)
      ? null
      : "url must be an incoming webhook's address, like https://hooks.slack.com/services/….";
  return null;
}

function checkNtfy({ url: text, token }: NtfyAddress): string | null {
  const { pathname, search } = new URL(text);
  if (search !== "" || !/^\/[A-Za-z0-9_-]{1,64}$/.test(pathname))
    return "url must end with the topic, like https://ntfy.sh/a-long-random-name.";
  if (token !== null && !/^[\x21-\x7e]{1,256}$/.test(token)) return "token must be printable ASCII without spaces.";
  return null;
}

/** Of base64url, with or without its padding; null for anything else. */
function urlBytes(text: string): Uint8Array | null {
  return /^[A-Za-z0-9_-]{1,128}={0,2}$/.test(text) ? Buffer.from(text, "base64url") : null;
}
