/**
 * Verifies a log: the chain of each copy by itself, that the archive has what it has to have, that both copies are one log,
 * and that it is the log which is served. Says which seq is the first that does not fit: the very event where the other copy shows it, else the first event
 * that no kept digest vouches for.
 */
import { PAGE_EVENTS, firstSeqOf, pageOf } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../../archive/chain.ts";
import { textToRecords } from "../../archive/page.ts";
import { verifyLines, type ExportLine } from "../../archive/verify.ts";
import { copyToLines, pageToEvents, type CopyName, type Gap, type LogCopies } from "./copies.ts";

/** What a verification found. `seq` is the first event that does not fit, in `copy` where it is one copy's fault. */
export type Finding =
  | {
      readonly kind: "fits";
      readonly epoch: string;
      readonly head: number;
      readonly chain: string;
      /** What each copy holds of it; 0 to 0 for nothing. */
      readonly archive: Held;
      readonly room: Held;
    }
  | { readonly kind: "broken"; readonly seq: number; readonly copy: CopyName | "both"; readonly detail: string };
export interface Held {
  readonly first: number;
  readonly last: number;
}

/** One copy, gone through as far as it fits. */
interface Walk {
  readonly held: Held;
  readonly chain: string;
  /** The digests after the last event of each page, and of the last one so far, by seq. */
  readonly ends: ReadonlyMap<number, string>;
  readonly fault: Gap | null;
}

/** Verifies both copies; `onLine` hears each line of the log once, of the room's copy where it holds it. */
export async function verifyCopies(copies: LogCopies, onLine: (line: ExportLine) => void = () => {}): Promise<Finding> {
  const { epoch, head, oldest, archived } = copies.bounds;
  const archive = await walk(
    copies,
    "archive",
    { firstPage: 1, through: archived, before: CHAIN_START_HEX },
    (line) => {
      if (line.last < oldest) onLine(line);
    },
  );
  if (archive.fault !== null) return broken(copies, "archive", archive.fault);
  // The page before the room's first is sealed, so that its end is one of the archive's.
  const before = oldest === 1 ? CHAIN_START_HEX : archive.ends.get(oldest - 1);
  if (before === undefined)
    return { kind: "broken", seq: archive.held.last + 1, copy: "both", detail: "missing from both copies" };
  const room = await walk(copies, "room", { firstPage: pageOf(oldest), through: head, before }, onLine);
  if (room.fault !== null) return broken(copies, "room", room.fault);
  for (const [seq, chain] of archive.ends) {
    const other = room.ends.get(seq);
    if (other === undefined || other === chain) continue;
    return broken(copies, "archive", { seq: firstSeqOf(pageOf(seq)), detail: "it differs from the room's copy" });
  }
  const served = copies.areServed ? await checkServed(copies, new Map([...archive.ends, ...room.ends])) : null;
  if (served !== null) return broken(copies, "served", served);
  const chain = room.held.last === head && head > 0 ? room.chain : archive.chain;
  return { kind: "fits", epoch, head, chain, archive: archive.held, room: room.held };
}

/** The first page that is served otherwise than it was stored, by the digests at the pages' ends; null where none is. */
async function checkServed({ readPage }: LogCopies, ends: ReadonlyMap<number, string>): Promise<Gap | null> {
  const sealed = [...ends].filter(([seq]) => seq % PAGE_EVENTS === 0);
  for (const [seq, chain] of sealed) {
    const page = await readPage("served", pageOf(seq));
    const before = ends.get(seq - PAGE_EVENTS) ?? CHAIN_START_HEX;
    const fits =
      page.kind === "page" && page.chain === chain && textToRecords(page.text).reduce(extendChainHex, before) === chain;
    if (!fits) return { seq: seq - PAGE_EVENTS + 1, detail: "it differs from what was stored" };
  }
  return null;
}

async function walk(
  copies: LogCopies,
  copy: CopyName,
  range: { readonly firstPage: number; readonly through: number; readonly before: string },
  onLine: (line: ExportLine) => void,
): Promise<Walk> {
  const ends = new Map<number, string>();
  let held: Held = { first: 0, last: 0 };
  let chain = range.before;
  let gap: Gap | null = null;
  async function* texts(): AsyncGenerator<string> {
    for await (const line of copyToLines(copies, copy, range, (found) => (gap = found))) {
      yield JSON.stringify(line);
      // The verdict on a line is known when the next one is asked for.
      if (line.last % PAGE_EVENTS === 0) ends.set(line.last, line.chain);
      held = { first: held.first || line.first, last: line.last };
      ({ chain } = line);
      onLine(line);
    }
  }
  const verdict = await verifyLines(texts());
  if (verdict.kind === "broken") return { held, chain, ends, fault: verdict };
  if (held.last > 0) ends.set(held.last, chain);
  const lacks = { seq: held.last + 1, detail: `it ends before event ${range.through}` };
  const fault = gap ?? (held.last < range.through ? lacks : null);
  return { held, chain, ends, fault };
}

/** The finding on a fault of one copy, which another one may show more exactly. */
async function broken(copies: LogCopies, copy: CopyName, { seq, detail }: Gap): Promise<Finding> {
  const page = pageOf(seq);
  const here = pageToEvents(await copies.readPage(copy, page));
  let there: readonly string[] = [];
  for (const other of ["archive", "room"] as const) {
    if (other !== copy && there.length === 0) there = pageToEvents(await copies.readPage(other, page));
  }
  const from = seq - firstSeqOf(page);
  const differs = here.findIndex((text, index) => index >= from && index < there.length && text !== there[index]);
  return { kind: "broken", seq: differs === -1 ? seq : firstSeqOf(page) + differs, copy, detail };
}
