/**
 * Tries each step once, and says in words what is wrong and what to do. It changes nothing: the request to the server has no
 * message, and the bot is asked only what it is.
 */
import { isObject, parseJson } from "@fillcast/protocol";
import { ask, type HttpAnswer } from "./http.ts";
import { CLOCK_SKEW_MAX_MS } from "./limits.ts";
import { BotApi } from "./freqtrade/api.ts";
import { openStream } from "./freqtrade/stream.ts";
import { modeWords } from "./freqtrade/vitals.ts";
import type { BotSettings, Settings } from "./settings.ts";
import { Spool } from "./spool.ts";
import { lockFolder } from "./spool-tables.ts";

export interface CheckLine {
  readonly ok: boolean;
  readonly words: string;
}
type Report = (line: CheckLine) => void;

/** Reports each step as it is done; true where all are well. */
export async function check(settings: Settings, report: Report): Promise<boolean> {
  let isGood = true;
  const hear: Report = (line) => {
    isGood &&= line.ok;
    report(line);
  };
  checkSpool(settings, hear);
  await checkServer(settings, hear);
  if (settings.bots.length === 0) hear({ ok: true, words: "No bot is followed; bots post to the door." });
  for (const bot of settings.bots) await checkBot(bot, hear);
  return isGood;
}

function checkSpool({ dataDir, spoolMaxBytes }: Settings, report: Report): void {
  try {
    const lock = lockFolder(dataDir, 0);
    if (lock === null) return report({ ok: true, words: `Spool: a relay is running with ${dataDir}.` });
    const spool = new Spool(dataDir, spoolMaxBytes, (words) => report({ ok: false, words }));
    report({ ok: true, words: `Spool: ${dataDir} can be written to; ${spool.count} messages wait there.` });
    spool.close();
    lock.release();
  } catch (error) {
    const { message } = error as Error;
    report({ ok: false, words: `Spool: ${dataDir} cannot be used: ${message}. Set --data to a folder that can.` });
  }
}

/** An empty request: it is refused only after the key was looked at. */
export async function checkServer({ url, key }: Settings, report: Report): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  const outcome = await ask(`${url}/v1/relay`, { method: "POST", headers, body: "" });
  if (outcome.kind === "failure") return report({ ok: false, words: `Server: ${url}: ${outcome.words}.` });
  const problem = parseJson(outcome.body);
  const type = isObject(problem) && typeof problem.type === "string" ? problem.type : "";
  if (outcome.status >= 300 && outcome.status < 400) {
    const words = `Server: it sends us to ${outcome.headers.location ?? "nowhere"}. Put that address into --url.`;
    return report({ ok: false, words });
  }
  if (!type.startsWith("/problems/") && outcome.status !== 200) {
    const words = `Server: what answers at ${url} is no Fillcast server (${outcome.status}). Check --url, and whether this network asks for a login.`;
    return report({ ok: false, words });
  }
  report({ ok: true, words: `Server: ${url} answers.` });
  checkClock(outcome, report);
  const detail = isObject(problem) ? String(problem.detail) : "";
  switch (outcome.status) {
    case 401:
      return report({ ok: false, words: `Key: it is refused: ${detail} Make a new one with the scope publish.` });
    case 403:
    case 410:
      return report({ ok: false, words: `Key: ${detail} The relay needs a key with the scope publish and no bot.` });
    case 404: {
      if (type !== "/problems/not-found") return report({ ok: false, words: `Key: ${detail}` });
      const words =
        "Server: it is older than this relay. Messages go through its doors, one by one; figures of now do not.";
      return report({ ok: true, words });
    }
    case 429:
    case 503:
      return report({ ok: false, words: `Server: it asks us to wait: ${detail}` });
    default:
      report({ ok: true, words: "Key: it is valid and may publish." });
  }
}

function checkClock({ headers }: HttpAnswer, report: Report): void {
  const skewMs = Date.now() - Date.parse(headers.date ?? "");
  if (Number.isNaN(skewMs)) return;
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const side = skewMs > 0 ? "ahead of" : "behind";
  // The header has no milliseconds.
  if (Math.abs(skewMs) < CLOCK_SKEW_MAX_MS + 1_000) report({ ok: true, words: "Clock: it agrees with the server's." });
  else report({ ok: false, words: `Clock: it is ${seconds} s ${side} the server's. Synchronise it (NTP).` });
}

async function checkBot({ name, ...bot }: BotSettings, report: Report): Promise<void> {
  const api = new BotApi({ name, ...bot }, new AbortController().signal);
  const ping = await ask(`${bot.url}/api/v1/ping`, { method: "GET" });
  if (ping.kind === "failure") return report({ ok: false, words: `${name}: API at ${bot.url}: ${ping.words}.` });
  const config = await api.get("show_config");
  if (config.kind === "failed") return report({ ok: false, words: `${name}: API at ${bot.url}: ${config.words}.` });
  const { version, strategy, dry_run: isDry } = isObject(config.value) ? config.value : {};
  const mode = isDry === true ? "dry run" : "real money";
  report({
    ok: true,
    words: `${name}: Freqtrade ${String(version)} with ${String(strategy)}, ${mode}; user and password are right.`,
  });
  const words = modeWords(config.value);
  if (words !== null) report({ ok: words === "stopped", words: `${name}: it is ${words}.` });
  const url = await api.streamUrl();
  if (typeof url !== "string") return report({ ok: false, words: `${name}: ${url.words}.` });
  const stream = await openStream(url, { message: () => undefined, closed: () => undefined });
  if (typeof stream === "string") {
    const words = `${name}: its message stream: ${stream}. A proxy in between must let WebSockets through.`;
    return report({ ok: false, words });
  }
  stream.close();
  report({ ok: true, words: `${name}: its message stream is open.` });
}
