/**
 * One copy of a page by name, the room's or the archive's, for verifying a log. An open page ends where the copy ends. No
 * cache is involved and nothing is repaired: each copy shows what it has.
 */
import { firstSeqOf, refuse, isRefused, type Refused } from "@fillcast/protocol";
import type { LogBounds, PageRead } from "../../parties/feed/rpc.ts";
import type { KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { answerPieces, archivePieces, firstPiece, roomPieces, type PagePieces } from "./page-pieces.ts";
import { createSources, type ArchiveSources } from "./sources.ts";
import type { Stopwatch } from "./stopwatch.ts";

export const COPIES = ["room", "archive"] as const;
export type Copy = (typeof COPIES)[number];

/** The copy with the room's word on where the log stands, read before it; 404 where the copy lacks the page. */
export async function answerCopy(
  c: KeyedContext,
  wish: { readonly copy: Copy; readonly epoch: string | undefined; readonly page: number },
  watch: Stopwatch,
): Promise<Answer> {
  const { page, copy } = wish;
  const room = c.get("room");
  const ask = (after: number, through?: number) => {
    const piece = { page, after, open: true, ...(through === undefined ? {} : { through }) };
    return watch.time("room", room.readPage(piece));
  };
  const read = await ask(firstSeqOf(page) - 1);
  if (isRefused(read)) return read;
  if (wish.epoch !== undefined && wish.epoch !== read.epoch) {
    return refuse("position-expired", "The epoch is from an earlier log.");
  }
  const opened =
    copy === "room"
      ? openRoomCopy(page, read, (after) => ask(after, read.last))
      : await openArchiveCopy(createSources(c.env.DB, room, watch), read.epoch, page);
  if (isRefused(opened)) return opened;
  const first = await firstPiece(opened.pieces);
  if (isRefused(first)) return first;
  watch.report(c);
  const head = toHead(opened, read, page);
  return answerPieces(c, { head, last: opened.last, first, rest: opened.pieces }, { "Cache-Control": "no-store" });
}

/** A page as far as a copy goes. */
interface OpenCopy {
  readonly last: number;
  /** After its last record, hex. */
  readonly chain: string;
  readonly pieces: PagePieces;
}

function openRoomCopy(
  page: number,
  read: PageRead,
  ask: (after: number) => Promise<PageRead | Refused>,
): OpenCopy | Refused {
  const { text, last, chain } = read;
  if (text === null) return refuseLack("room");
  return { last, chain, pieces: roomPieces(page, { ...read, text }, ask) };
}

async function openArchiveCopy(sources: ArchiveSources, epoch: string, page: number): Promise<OpenCopy | Refused> {
  const end = await sources.readPageEnd(epoch, page);
  if (isRefused(end)) return end;
  if (end === null) return refuseLack("archive");
  return { ...end, pieces: archivePieces(sources, epoch, page, end.last) };
}

function toHead({ last, chain }: OpenCopy, { epoch, head, oldest, archived, archiveProblem }: LogBounds, page: number) {
  const place = `"epoch":"${epoch}","page":${page},"first":${firstSeqOf(page)},"last":${last},"chain":"${chain}"`;
  const problem = `"problem":${JSON.stringify(archiveProblem ?? null)}`;
  return `${place},"head":${head},"oldest":${oldest},"archived":${archived},${problem}`;
}

function refuseLack(copy: Copy): Refused {
  return refuse("page-not-found", `The ${copy} does not have this page.`);
}
