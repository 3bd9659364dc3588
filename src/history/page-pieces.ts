/**
 * A page in pieces, from one copy of it: the room's or the archive's, because a page may be larger than an instance should
 * hold. Records stay as they are stored, with their separators, so that the chain can be computed from the answer.
 */
import { RECORD_SEPARATOR, firstSeqOf, isRefused, type Refused } from "@fillcast/protocol";
import type { PageRead } from "../../parties/feed/rpc.ts";
import { cutPart } from "../../archive/parts.ts";
import type { AppContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { answerStream } from "../http/lines.ts";
import { refuseHole } from "./piece.ts";
import { refuseDatabase } from "../ask-database.ts";
import type { ArchiveSources } from "./sources.ts";

/** Consecutive whole records of a page. */
export interface PagePiece {
  readonly first: number;
  readonly last: number;
  readonly text: string;
  /** The digest that is kept after `last`, hex; null where none is known. */
  readonly chain: string | null;
}

/** A refusal is the last. */
export type PagePieces = AsyncGenerator<PagePiece | Refused>;

/** The archive's copy up to `through`, where a record ends. */
export async function* archivePieces(
  sources: ArchiveSources,
  epoch: string,
  page: number,
  through: number,
): PagePieces {
  let after = firstSeqOf(page) - 1;
  for await (const part of sources.readParts(epoch, [{ low: after, high: through }], "forward")) {
    if (isRefused(part)) return yield part;
    if (part.last <= after) continue;
    if (part.first > after + 1) return yield refuseHole({ low: after, high: part.first - 1 });
    const { first, last, text, chain } = cutPart(part, after, through);
    yield { first, last, text, chain };
    after = last;
    if (after >= through) return;
  }
  yield refuseHole({ low: after, high: through });
}

/** The room's copy: `read` is what it said first, `ask` brings what comes after a seq. */
export async function* roomPieces(
  page: number,
  read: PageRead & { readonly text: string },
  ask: (after: number) => Promise<PageRead | Refused>,
): PagePieces {
  let { text } = read;
  let first = firstSeqOf(page);
  for (let last = read.through ?? read.last; ;) {
    yield { first, last, text, chain: last === read.last ? read.chain : null };
    if (last >= read.last) return;
    const next = await ask(last);
    if (isRefused(next)) return yield next;
    const end = next.through ?? next.last;
    if (next.epoch !== read.epoch || next.text === null || end <= last) return yield refuseGone();
    ({ text } = next);
    first = last + 1;
    last = end;
  }
}

function refuseGone(): Refused {
  return refuseDatabase("The archive", "has this page now: it moved there during the request");
}

/** A page to answer: what stands before its events, how far it goes, and its pieces. */
export interface PageAnswer {
  /** JSON members, e.g. `"page":1`. */
  readonly head: string;
  readonly last: number;
  readonly first: PagePiece;
  /** What comes after the first piece. */
  readonly rest: PagePieces;
}

/** Answers a page: at once where it is one piece, else streamed; what fails on the way breaks the connection. */
export async function answerPieces(
  c: AppContext,
  { head, last, first, rest }: PageAnswer,
  headers: Record<string, string>,
): Promise<Answer> {
  const answer = { "Content-Type": "application/json", ...headers };
  if (first.last === last) return c.body(`{${head},"events":[${first.text}]}`, 200, answer);
  return answerStream(c, bodyTexts(head, first, rest), answer);
}

async function* bodyTexts(head: string, first: PagePiece, rest: PagePieces): AsyncGenerator<string | Refused> {
  yield `{${head},"events":[${first.text}`;
  for await (const piece of rest) {
    if (isRefused(piece)) return yield piece;
    yield RECORD_SEPARATOR + piece.text;
  }
  yield "]}";
}

/** The first piece, or why there is none. */
export async function firstPiece(pieces: PagePieces): Promise<PagePiece | Refused> {
  const { value } = await pieces.next();
  if (value === undefined) throw new Error("a page without a piece");
  return value;
}
