/**
 * A feed over HTTP as its proof needs it: the room's word on its log, the archive's records, and the sealed pages as they are
 * served. Reads only, but for a key of its own where it was given the operator's token, which it takes back.
 */
import { firstSeqOf, lastSeqOf, pageOf } from "@fillcast/protocol";

/** How the feed is opened: with an owner's key, or as its operator. */
export type Opening =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "operator"; readonly token: string };

/** Where the room's log stands. */
export interface RoomWord {
  readonly head: number;
  readonly oldest: number;
  /** After head, hex. */
  readonly chain: string;
  readonly archived: number;
}

/** A refusal of the server, in its own words. */
export class ReadError extends Error {}

/** An hour is longer than any proof takes. */
const KEY_TTL_S = 3_600;

export class FeedReader {
  readonly #origin: string;
  readonly #feed: string;
  readonly #key: string;

  constructor(origin: string, feed: string, key: string) {
    this.#origin = origin;
    this.#feed = feed;
    this.#key = key;
  }

  async inspect(): Promise<RoomWord> {
    const answer = await this.#get(`/v1/rooms/${this.#feed}`);
    const { head, oldest, chain, archive } = (await answer.json()) as Omit<RoomWord, "archived"> & {
      readonly archive: { readonly seq: number };
    };
    return { head, oldest, chain, archived: archive.seq };
  }

  /** The export's lines; a connection that breaks ends them with its error. */
  async *records(): AsyncGenerator<string> {
    for (let page: string | null = "1"; page !== null;) {
      const answer: Response = await this.#get(`/v1/feeds/${this.#feed}/records?page=${page}`);
      let rest = "";
      for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        yield* lines;
      }
      if (rest !== "") yield rest;
      page = answer.headers.get("X-Fillcast-Next");
    }
  }

  /** A sealed page's records as they are served, and the digest beside them. */
  async page(page: number): Promise<{ readonly text: string; readonly chain: string }> {
    const answer = await this.#get(`/v1/feeds/${this.#feed}/pages/${page}`);
    const whole = await answer.text();
    const { chain } = JSON.parse(whole) as { readonly chain: string };
    return { text: whole.slice(whole.indexOf('"events":[') + '"events":['.length, -"]}".length), chain };
  }

  async #get(path: string): Promise<Response> {
    return ask(`${this.#origin}${path}`, this.#key);
  }
}

/** Reads with a reader of the feed, and takes back what was made for it. */
export async function withReader<Result>(
  origin: string,
  feed: string,
  opening: Opening,
  read: (reader: FeedReader) => Promise<Result>,
): Promise<Result> {
  if (opening.kind === "key") return read(new FeedReader(origin, feed, opening.key));
  const keys = `${origin}/v1/feeds/${feed}/keys`;
  const wish = { scope: "owner", label: "verify:feed", expiresIn: KEY_TTL_S };
  const issued = await ask(keys, opening.token, "POST", wish);
  const { id, key } = (await issued.json()) as { readonly id: string; readonly key: string };
  try {
    return await read(new FeedReader(origin, feed, key));
  } finally {
    await ask(`${keys}/${id}`, opening.token, "DELETE");
  }
}

/** The sealed pages that the room holds, oldest first. */
export function pagesHeld({ oldest, head }: RoomWord): number[] {
  const first = pageOf(oldest);
  const count = Math.max(0, pageOf(head + 1) - first);
  return Array.from({ length: count }, (_, index) => first + index).filter(
    (page) => firstSeqOf(page) >= oldest && lastSeqOf(page) <= head,
  );
}

async function ask(url: string, key: string, method = "GET", body?: object): Promise<Response> {
  const headers = {
    Authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
  };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(url, init).catch((error: Error) => {
    throw new ReadError(
      `${new URL(url).origin} does not answer: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  if (answer.ok) return answer;
  const text = await answer.text();
  throw new ReadError(`${answer.status} ${readDetail(text) ?? text.slice(0, 200)}`);
}

function readDetail(text: string): string | null {
  try {
    return (JSON.parse(text) as { readonly detail?: string }).detail ?? null;
  } catch {
    return null;
  }
}
