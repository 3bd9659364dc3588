/**
 * What a user pastes to run the relay beside a bot: one Compose service, with address and key filled in. The bot's own
 * configuration stays as it is; the relay uses the API that FreqUI uses.
 */
import type { Target } from "./paste-block.ts";

/** A service for the compose file that has the bot. In a container, this machine has another name than localhost. */
export function relayService({ origin, bot, key }: Target): string {
  const url = new URL(origin);
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (local) url.hostname = "host.docker.internal";
  return [
    "services:",
    "  fillcast-relay:",
    "    image: node:24-alpine",
    "    command: npx -y fillcast-relay",
    "    restart: unless-stopped",
    "    environment:",
    `      FILLCAST_URL: ${url.origin}`,
    `      FILLCAST_KEY: ${key}`,
    `      FILLCAST_BOTS: ${bot}=http://freqtrade:8080`,
    ...credentialsOf(bot).map((name) => `      ${name}: …`),
    "    volumes: [fillcast-relay:/data]",
    ...(local ? ['    extra_hosts: ["host.docker.internal:host-gateway"]'] : []),
    "",
    "volumes:",
    "  fillcast-relay:",
  ].join("\n");
}

/** The same without Docker. */
export function relayCommand({ origin, bot, key }: Target): string {
  return [
    `FILLCAST_KEY=${key}`,
    ...credentialsOf(bot).map((name) => `  ${name}=…`),
    `  npx -y fillcast-relay --url ${origin} --bot ${bot}=http://127.0.0.1:8080`,
  ].join(" \\\n");
}

/** The names of the settings that hold user and password of a bot's API. */
function credentialsOf(bot: string): readonly string[] {
  const name = bot.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
  return [`FILLCAST_BOT_${name}_USER`, `FILLCAST_BOT_${name}_PASSWORD`];
}

/** Tries each step once, and says in words what is wrong. */
export const RELAY_CHECK = "docker compose exec fillcast-relay npx -y fillcast-relay check";
/** Brings the bot's whole past into the ledger. */
export const RELAY_IMPORT = "docker compose exec fillcast-relay npx -y fillcast-relay import";

/** An event as any program can post it. */
export function eventCurl({ origin, key }: Target): string {
  return [
    `curl -sS ${origin}/v1/events`,
    `  -H 'authorization: Bearer ${key}'`,
    `  -H 'content-type: application/json'`,
    `  -d '{"type": "signal", "pair": "BTC/USDT", "data": {"price": "67000.50"}}'`,
  ].join(" \\\n");
}

/** The address for an alert of TradingView, which sends no header: the key is part of it. */
export function alertUrl({ origin, key }: Target): string {
  return `${origin}/v1/webhooks/tradingview/${key}`;
}
