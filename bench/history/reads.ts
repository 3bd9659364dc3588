/**
 * The reads of a history, each timed until its whole body is there, and checked: what it must hold is known.
 */
import { encodeCursor, firstSeqOf, lastSeqOf } from "@fillcast/protocol";
import { RARE_TYPE, rareSeqs } from "./fill.ts";

export interface ArchivedFeed {
  readonly name: "short" | "long";
  readonly key: string;
  readonly epoch: string;
  /** Its newest seq; all but the last page is the archive's alone. */
  readonly head: number;
}

interface Answer {
  readonly ms: number;
  readonly body: { readonly events: readonly { readonly seq: number }[]; readonly next?: string | null };
  /** What the server waited for, by its own account. */
  readonly sources: readonly string[];
}

/** Reads a number of events after a seq; ms. */
export async function readEvents(port: number, feed: ArchivedFeed, after: number, limit: number): Promise<number> {
  const cursor = encodeCursor({ epoch: feed.epoch, seq: after });
  const { ms, body } = await read(port, feed, `events?after=${cursor}&limit=${limit}`);
  expectSeqs(body, after + 1, after + limit);
  return ms;
}

/** A sealed page that has to come from there, and where that is the cache, from nowhere else; ms. */
export async function readPage(port: number, feed: ArchivedFeed, page: number, source: "d1" | "kv"): Promise<number> {
  const { ms, body, sources } = await read(port, feed, `pages/${page}?epoch=${feed.epoch}`);
  expectSeqs(body, firstSeqOf(page), lastSeqOf(page));
  const asked = sources.filter((name) => name !== "total").join(", ");
  if (source === "kv" ? asked !== "kv" : !sources.includes(source)) throw new Error(`page ${page} came from ${asked}`);
  return ms;
}

/** All events of the rare type, by as many answers as it takes. */
export async function readRare(
  port: number,
  feed: ArchivedFeed,
): Promise<{ readonly ms: number; readonly answers: number }> {
  const found: number[] = [];
  let ms = 0;
  let answers = 0;
  for (let next: string | null = ""; next !== null; answers++) {
    const after: string = next === "" ? "" : `&after=${next}`;
    const answer = await read(port, feed, `events?type=${RARE_TYPE}${after}`);
    ms += answer.ms;
    found.push(...answer.body.events.map(({ seq }) => seq));
    next = answer.body.next ?? null;
  }
  const expected = rareSeqs(feed.head).join(", ");
  if (found.join(", ") !== expected) throw new Error(`the rare events are ${expected}, and ${found.join(", ")} came`);
  return { ms, answers };
}

async function read(port: number, { name, key }: ArchivedFeed, path: string): Promise<Answer> {
  const startMs = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/v1/feeds/${name}/${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const text = await response.text();
  const ms = performance.now() - startMs;
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text.slice(0, 500)}`);
  const timing = response.headers.get("server-timing") ?? "";
  const sources = timing.split(",").map((entry) => entry.trim().split(";")[0]!);
  return { ms, body: JSON.parse(text) as Answer["body"], sources };
}

function expectSeqs({ events }: Answer["body"], first: number, last: number): void {
  const isWhole = events.length === last - first + 1 && events.every(({ seq }, n) => seq === first + n);
  if (!isWhole) throw new Error(`${events.length} events of ${first}–${last} came, or in another order`);
}
