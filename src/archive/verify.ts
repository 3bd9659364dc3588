/**
 * The proof of a log: its chain recomputed from its records, against the digests that were kept. Pure; a file of exported
 * records is enough. It says up to which seq everything fits, and which is the first that does not.
 */
import type { FeedEvent } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "./chain.ts";
import { pageToRecords, textToEvents, type ArchivedPage } from "./page.ts";

/** A line of an export: one record, with the digest after it. Digests are hex. */
export interface ExportLine {
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
  /** On a page's first line: the digest before it. */
  readonly before?: string;
  readonly chain: string;
  /** Where the archive kept a digest: its own, which `chain` has to be. */
  readonly archived?: string;
  /** The record as it is stored. */
  readonly record: string;
}

/** How far a log is proven. */
export interface Proof {
  readonly kind: "proof";
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
  readonly chain: string;
  readonly records: number;
}
export type Verdict =
  | Proof
  | { readonly kind: "empty" }
  /** `seq` is the first event that does not fit; everything in the export before it does. */
  | { readonly kind: "broken"; readonly seq: number; readonly detail: string };

/** The lines of a page; `before` is the digest that the records before it give, not what the archive says of them. */
export function pageToLines(
  epoch: string,
  page: Pick<ArchivedPage, "first" | "text" | "chain">,
  before: string,
): ExportLine[] {
  const records = pageToRecords(page.text);
  const lines: ExportLine[] = [];
  let chain = before;
  let last = page.first - 1;
  for (const [index, record] of records.entries()) {
    const first = last + 1;
    last += textToEvents(record).length;
    chain = extendChainHex(chain, record);
    const isEnd = index === records.length - 1;
    const digests = { ...(index === 0 ? { before } : {}), chain, ...(isEnd ? { archived: page.chain } : {}) };
    lines.push({ epoch, first, last, ...digests, record });
  }
  return lines;
}

/** Proves an export line by line. A line that is not one breaks it where it stands. */
export async function verifyLines(lines: AsyncIterable<string>): Promise<Verdict> {
  let proof = null as Proof | null;
  /** The first event that no digest of the archive has vouched for. */
  let unvouched = 1;
  for await (const text of lines) {
    if (text.trim() === "") continue;
    const seq = (proof?.last ?? 0) + 1;
    const line = parseLine(text);
    if (line === null) return broken(seq, "the line is not one of an export");
    if (proof === null) unvouched = line.first;
    const fault = findFault(line, proof);
    if (fault !== null) return broken(proof === null ? line.first : seq, fault);
    if (line.archived !== undefined && line.archived !== line.chain) {
      return broken(unvouched, `the digest kept after event ${line.last} is not that of its records`);
    }
    if (line.archived !== undefined) unvouched = line.last + 1;
    const { epoch, last, chain } = line;
    proof = {
      kind: "proof",
      epoch,
      first: proof?.first ?? line.first,
      last,
      chain,
      records: (proof?.records ?? 0) + 1,
    };
  }
  return proof ?? { kind: "empty" };
}

/** What is wrong with a record after what is proven, or null. */
function findFault(line: ExportLine, proof: Proof | null): string | null {
  const { epoch, first, last, chain, record } = line;
  if (proof !== null && epoch !== proof.epoch) return `the epoch changes from ${proof.epoch} to ${epoch}`;
  if (proof !== null && first !== proof.last + 1)
    return `event ${proof.last + 1} is missing: the next record begins at ${first}`;
  const before = proof?.chain ?? (first === 1 ? CHAIN_START_HEX : line.before);
  if (before === undefined) return "the digest before the first record is missing";
  if ((line.before ?? before) !== before) return "the record does not follow the one before it";
  if (extendChainHex(before, record) !== chain) return "the record's digest is not the one that was kept";
  const seqs = textToEvents(record).map(seqOf);
  const fits = seqs.length === last - first + 1 && seqs.every((seq, index) => seq === first + index);
  return fits ? null : `the record does not hold the events ${first} to ${last}`;
}

function parseLine(text: string): ExportLine | null {
  const value = parse(text) as Partial<ExportLine> | null | undefined;
  if (typeof value !== "object" || value === null) return null;
  const { epoch, first, last, before, chain, archived, record } = value;
  const areTexts = [epoch, chain, record].every((field) => typeof field === "string");
  const areSeqs = [first, last].every((field) => Number.isSafeInteger(field));
  const areOptional = [before, archived].every((field) => field === undefined || typeof field === "string");
  return areTexts && areSeqs && areOptional ? (value as ExportLine) : null;
}

function seqOf(text: string): number {
  return (parse(text) as Partial<FeedEvent> | null | undefined)?.seq ?? 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(seq: number, detail: string): Verdict {
  return { kind: "broken", seq, detail };
}
