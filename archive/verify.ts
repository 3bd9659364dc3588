/**
 * Verifies a log: recomputes its chain from its records and compares the digests. Pure; a file of exported records is
 * enough. Says up to which seq everything fits, and which seq is the first that does not.
 */
import type { FeedEvent } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "./chain.ts";
import { countEvents, textToEvents, textToRecords } from "./page.ts";
import type { ArchivedPart } from "./parts.ts";

/** A line of an export: one record, with the digest after it. Digests are hex. */
export interface ExportLine {
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
  /** On the first line of a page, and of a large page's parts: the digest before it. */
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

/** The lines of a part, or of a whole page; `before` is the digest that the records before it give, not what the archive says of them. */
export function partToLines(
  epoch: string,
  part: Pick<ArchivedPart, "first" | "text" | "chain">,
  before: string,
): ExportLine[] {
  const records = textToRecords(part.text);
  const lines: ExportLine[] = [];
  let chain = before;
  let last = part.first - 1;
  for (const [index, record] of records.entries()) {
    const first = last + 1;
    last += countEvents(record);
    chain = extendChainHex(chain, record);
    const isKept = index === records.length - 1 && part.chain !== null;
    const digests = { ...(index === 0 ? { before } : {}), chain, ...(isKept ? { archived: part.chain } : {}) };
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
    if (line === null) return broken(seq, "the line is not part of an export");
    if (proof === null) unvouched = line.first;
    const fault = findFault(line, proof);
    if (fault !== null) return broken(proof === null ? line.first : seq, fault);
    if (line.archived !== undefined && line.archived !== line.chain) {
      return broken(unvouched, `the stored digest after event ${line.last} does not match its records`);
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
  if ((line.before ?? before) !== before) return "the record does not continue the one before it";
  if (extendChainHex(before, record) !== chain) return "the record does not match its stored digest";
  const seqs = textToEvents(record).map(seqOf);
  const fits = seqs.length === last - first + 1 && seqs.every((seq, index) => seq === first + index);
  return fits ? null : `the record does not contain events ${first} to ${last}`;
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
