/**
 * Both copies of a feed's log as a server answers them, with a key that may read the feed (PROTOCOL.md §10.2).
 */
import { setTimeout as delay } from "node:timers/promises";
import { decodeCursor, pageOf } from "@fillcast/protocol";
import { CannotVerify, type Bounds, type LogCopies, type PageCopy } from "./copies.ts";

/** A server that is busy, or an archive that is away for a moment, is no damage. */
const TRIES = 4;
const RETRY_MS = 500;
const TIMEOUT_MS = 30_000;

/** Asks where the log stands; pages are asked for as they are needed. */
export async function openHttpCopies(url: string, feed: string, key: string): Promise<LogCopies> {
  const base = `${url}/v1/feeds/${feed}`;
  const opening = await ask(`${base}/events?limit=1`, key);
  if (opening.status !== 200) throw new CannotVerify(await toWords(opening));
  const head = decodeCursor(((await opening.json()) as { head: string }).head);
  if (head === null) throw new CannotVerify("The server's response has no head.");
  const path = (page: number): string => `${base}/pages/${page}?epoch=${head.epoch}`;
  return {
    bounds: head.seq === 0 ? emptyBounds(head.epoch) : await readBounds(`${path(pageOf(head.seq))}&copy=room`, key),
    areServed: true,
    readPage: async (copy, page) => toPageCopy(await ask(path(page) + (copy === "served" ? "" : `&copy=${copy}`), key)),
  };
}

/** The room holds the page of the head, always. */
async function readBounds(url: string, key: string): Promise<Bounds> {
  const answer = await ask(url, key);
  if (answer.status !== 200) throw new CannotVerify(await toWords(answer));
  const { epoch, head, oldest, archived, problem } = (await answer.json()) as Partial<Bounds> & Omit<Bounds, "problem">;
  return { epoch, head, oldest, archived, problem: problem ?? null };
}

function emptyBounds(epoch: string): Bounds {
  return { epoch, head: 0, oldest: 1, archived: 0, problem: null };
}

const EVENTS = ',"events":[';

async function toPageCopy(answer: Response): Promise<PageCopy> {
  const text = await answer.text();
  if (answer.status === 404) return { kind: "absent" };
  if (answer.status === 503) return { kind: "unreadable", detail: problemToWords(answer.status, text) };
  if (answer.status !== 200) throw new CannotVerify(problemToWords(answer.status, text));
  const start = text.indexOf(EVENTS);
  const { first, chain } = JSON.parse(`${text.slice(0, start)}}`) as { first: number; chain: string };
  return { kind: "page", first, chain, text: text.slice(start + EVENTS.length, -"]}".length) };
}

/** An answer, of the last try where the server has trouble. A whole log may be more pages than a key may ask for in a minute. */
async function ask(url: string, key: string): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: Error) => error,
    );
    if (answer instanceof Response && answer.status === 429) {
      await answer.body?.cancel();
      await delay(Number(answer.headers.get("retry-after") ?? 1) * 1_000);
      continue;
    }
    if (answer instanceof Response && answer.status < 500) return answer;
    if (tries < TRIES) {
      if (answer instanceof Response) await answer.body?.cancel();
      await delay(RETRY_MS * tries);
    } else if (answer instanceof Response) return answer;
    else throw new CannotVerify(`${new URL(url).origin} does not respond: ${answer.message}.`);
  }
}

async function toWords(answer: Response): Promise<string> {
  return problemToWords(answer.status, await answer.text());
}

function problemToWords(status: number, text: string): string {
  try {
    return (JSON.parse(text) as { detail: string }).detail;
  } catch {
    return `The server responded with status ${status}.`;
  }
}
