import { describe, expect, it } from "vitest";
import { CHAIN_START_HEX } from "../../../archive/chain.ts";
import type { ArchivedPart } from "../../../archive/parts.ts";
import { partToLines, verifyLines, type ExportLine, type Verdict } from "../../../archive/verify.ts";
import { EPOCH, createEvent, createPages, toArchived } from "../../support/pages.ts";

const archived = [...createPages(1_200)].flatMap(toArchived);

function toLines(pages: readonly ArchivedPart[], before = CHAIN_START_HEX): ExportLine[] {
  const lines: ExportLine[] = [];
  for (const page of pages) lines.push(...partToLines(EPOCH, page, lines.at(-1)?.chain ?? before));
  return lines;
}

function verify(lines: readonly (ExportLine | string)[]): Promise<Verdict> {
  async function* texts() {
    for (const line of lines) yield typeof line === "string" ? line : JSON.stringify(line);
  }
  return verifyLines(texts());
}

const whole = toLines(archived);
const at = (seq: number) => whole.findIndex((line) => line.last >= seq);
const change = (seq: number, changes: Partial<ExportLine>) => whole.with(at(seq), { ...whole[at(seq)]!, ...changes });

describe("the proof of an export", () => {
  it("goes from the first record to the last, whatever lies between the lines", async () => {
    const proof = {
      kind: "proof",
      epoch: EPOCH,
      first: 1,
      last: 1_200,
      chain: archived[2]!.chain,
      records: whole.length,
    };
    expect(await verify(whole)).toEqual(proof);
    expect(await verify(["", ...whole, "\r"])).toEqual(proof);
    expect(await verify([])).toEqual({ kind: "empty" });
  });

  it("may begin at a later page, where the digest before it is given", async () => {
    const [, second, third] = archived as [ArchivedPart, ArchivedPart, ArchivedPart];
    const [first, ...rest] = toLines([second, third], archived[0]!.chain!) as [ExportLine, ...ExportLine[]];
    const { before, ...headless } = first;
    expect(before).toBe(archived[0]!.chain);
    expect(await verify([first, ...rest])).toMatchObject({ kind: "proof", first: 513 });
    expect(await verify([headless, ...rest])).toMatchObject({ kind: "broken", seq: 513 });
    expect(await verify([{ ...first, before: archived[1]!.chain! }, ...rest])).toMatchObject({
      kind: "broken",
      seq: 513,
    });
  });

  it("breaks at a page that does not begin where the one before it ended", async () => {
    const [first, ...rest] = archived as [ArchivedPart, ...ArchivedPart[]];
    const lines = [...toLines([first]), ...toLines(rest, archived[1]!.chain!)];
    expect(await verify(lines)).toEqual({
      kind: "broken",
      seq: 513,
      detail: "the record does not continue the one before it",
    });
  });

  it("breaks at the first event of a record that was altered", async () => {
    const line = whole[at(700)]!;
    const record = line.record.replace("event-700", "event-7OO");
    expect(record).not.toBe(line.record);
    expect(await verify(change(700, { record }))).toEqual({
      kind: "broken",
      seq: line.first,
      detail: "the record does not match its stored digest",
    });
    expect(await verify(change(700, { chain: "00".repeat(32) }))).toMatchObject({ kind: "broken", seq: line.first });
  });

  it("breaks where a record is missing, twice there, or out of place", async () => {
    const missing = whole.toSpliced(at(700), 1);
    expect(await verify(missing)).toMatchObject({ kind: "broken", seq: whole[at(700)]!.first });
    const twice = whole.toSpliced(at(700), 0, whole[at(700)]!);
    expect(await verify(twice)).toMatchObject({ kind: "broken", seq: whole[at(700)]!.last + 1 });
    const swapped = whole.with(5, whole[6]!).with(6, whole[5]!);
    expect(await verify(swapped)).toMatchObject({ kind: "broken", seq: whole[5]!.first });
  });

  it("breaks where a line is none, or of another epoch", async () => {
    const { first } = whole[at(700)]!;
    for (const text of ["{", "null", "[]", '{"first":700}', '"text"']) {
      expect(await verify(whole.map((line, index) => (index === at(700) ? text : line)))).toMatchObject({
        kind: "broken",
        seq: first,
      });
    }
    expect(await verify(change(700, { epoch: "0mwv1x9q1" }))).toMatchObject({ kind: "broken", seq: first });
  });

  it("breaks at the page whose content was altered in the archive, though every line was made of it", async () => {
    const [first, second, third] = archived as [ArchivedPart, ArchivedPart, ArchivedPart];
    const altered = { ...second, text: second.text.replace('"amount":"700.5"', '"amount":"999.5"') };
    expect(altered.text).not.toBe(second.text);
    expect(await verify(toLines([first, altered, third]))).toEqual({
      kind: "broken",
      seq: 513,
      detail: "the stored digest after event 1024 does not match its records",
    });
  });

  it("breaks at the page after one whose digest was altered with its content", async () => {
    const forged = [...createPages(1_024, 3, (seq) => createEvent(seq, seq === 600 ? { bot: "forged" } : {}))].flatMap(
      toArchived,
    );
    const [first, , third] = archived as [ArchivedPart, ArchivedPart, ArchivedPart];
    expect(await verify(toLines([first, forged[1]!, third]))).toMatchObject({ kind: "broken", seq: 1_025 });
  });

  it("breaks where a record claims events that it does not hold", async () => {
    expect(await verify(toLines([{ ...archived[0]!, first: 2 }]))).toMatchObject({
      kind: "broken",
      seq: 2,
      detail: "the record does not contain events 2 to 4",
    });
  });
});
