/**
 * What is verified: the copies of a feed's log, the room's, the archive's and what is served, page by page, wherever they are
 * read from.
 * Owns how a copy becomes the lines that archive/verify.ts proves.
 */
import { firstSeqOf, pageOf } from "@fillcast/protocol";
import { textToEvents, textToRecords } from "../../archive/page.ts";
import { partToLines, type ExportLine } from "../../archive/verify.ts";

/** Where the room says that its log stands. */
export interface Bounds {
  readonly epoch: string;
  readonly head: number;
  /** The oldest seq that the room holds; below it only the archive has the log. */
  readonly oldest: number;
  /** Up to here the archive has to have it. */
  readonly archived: number;
  /** What the archive's database has lost, in the room's words; null while all is well. */
  readonly problem: string | null;
}

/** `served` is a sealed page as readers get it, from wherever. */
export type CopyName = "room" | "archive" | "served";

/** A page as a copy holds it. */
export type PageCopy =
  | { readonly kind: "absent" }
  /** It is there and cannot be read; why. */
  | { readonly kind: "unreadable"; readonly detail: string }
  | {
      readonly kind: "page";
      readonly first: number;
      /** Records as they are stored. */
      readonly text: string;
      /** The kept digest after the last record, hex. */
      readonly chain: string;
      /** Kept digests by the seq after which they are; a copy keeps one after each record, or only after its parts. */
      readonly kept?: ReadonlyMap<number, string>;
    };

/** The copies of one feed's log. Reading may throw a `CannotVerify`. */
export interface LogCopies {
  readonly bounds: Bounds;
  readonly readPage: (copy: CopyName, page: number) => Promise<PageCopy>;
  /** False where they lie on disk and nobody serves them. */
  readonly areServed: boolean;
}

/** It cannot be found out whether the log fits: nobody answers, no such feed, a wrong key. In words for the person who asks. */
export class CannotVerify extends Error {}

/** Where a copy ends before it should. */
export interface Gap {
  readonly seq: number;
  readonly detail: string;
}

/**
 * The lines of the pages `firstPage` … of a copy, as far as `through`, an export's lines; `before` is the digest before them.
 * A page that is missing or cannot be read ends them and is passed to `onGap`.
 */
export async function* copyToLines(
  { bounds, readPage }: LogCopies,
  copy: CopyName,
  { firstPage, through, before }: { readonly firstPage: number; readonly through: number; readonly before: string },
  onGap: (gap: Gap) => void,
): AsyncGenerator<ExportLine> {
  const lastPage = through === 0 ? 0 : pageOf(through);
  let chain = before;
  let seq = firstSeqOf(firstPage) - 1;
  for (let page = firstPage; page <= lastPage; page++) {
    const read = await readPage(copy, page);
    if (read.kind !== "page") {
      const detail = read.kind === "absent" ? `page ${page} is missing` : `page ${page} cannot be read: ${read.detail}`;
      return onGap({ seq: seq + 1, detail });
    }
    for (const line of pageCopyToLines(bounds.epoch, read, chain)) {
      yield line;
      ({ chain, last: seq } = line);
    }
  }
}

function pageCopyToLines(epoch: string, page: PageCopy & { kind: "page" }, before: string): ExportLine[] {
  return partToLines(epoch, page, before).map((line) => {
    const archived = page.kept?.get(line.last);
    return archived === undefined ? line : { ...line, archived };
  });
}

/** The texts of a page's events. */
export function pageToEvents(page: PageCopy): string[] {
  return page.kind === "page" ? textToRecords(page.text).flatMap(textToEvents) : [];
}
