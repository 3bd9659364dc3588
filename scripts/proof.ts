/**
 * A feed's proof: the chain recomputed over the archive's records, against the room's own digest and the pages that are
 * served; or an export file alone.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { firstSeqOf } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../src/archive/chain.ts";
import { pageToRecords } from "../src/archive/page.ts";
import { verifyLines, type ExportLine, type Verdict } from "../src/archive/verify.ts";
import { pagesHeld, type FeedReader } from "./feed-reader.ts";

/** An archive that is behind may take so long to come level: one of its intervals, and its work. */
const LEVEL_WAIT_MS = 45_000;

/** What was found, in a sentence. */
export interface Finding {
  readonly fits: boolean;
  readonly text: string;
}

/** An export alone. */
export async function verifyFile(path: string): Promise<Finding> {
  return toFinding(await verifyLines(createInterface({ input: createReadStream(path), crlfDelay: Infinity })));
}

/** The whole log of a feed as it is served. */
export async function verifyFeed(feed: FeedReader): Promise<Finding> {
  // The head moves on; the digest that it has now is the witness.
  const room = await feed.inspect();
  if (room.head === 0) return { fits: true, text: "the log has no event yet" };
  for (const deadline = Date.now() + LEVEL_WAIT_MS; (await feed.inspect()).archived < room.head;) {
    if (Date.now() > deadline)
      return misfit(`the archive is behind event ${room.head}: nothing can be proven beyond it`);
    await delay(1_000);
  }
  const digests = new Map<number, string>([[0, CHAIN_START_HEX]]);
  let reached = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const text of feed.records()) {
      yield text;
      const { last, archived } = JSON.parse(text) as ExportLine;
      reached = last;
      if (archived !== undefined) digests.set(last, archived);
    }
  };
  const verdict = await verifyLines(lines(), { seq: room.head, chain: room.chain }).catch((error: Error) => error);
  if (verdict instanceof Error)
    return misfit(`event ${reached + 1} is the first that the archive cannot give: ${verdict.message}`);
  if (verdict.kind === "proof" && verdict.last < room.head)
    return misfit(`event ${verdict.last + 1} is missing in the archive`);
  if (verdict.kind !== "proof") return toFinding(verdict);
  for (const page of pagesHeld(room)) {
    const { text, chain } = await feed.page(page);
    const first = firstSeqOf(page);
    const recomputed = pageToRecords(text).reduce(extendChainHex, digests.get(first - 1) ?? "");
    if (recomputed !== chain)
      return misfit(`event ${first} is the first of a page that is served otherwise than it was stored`);
  }
  return toFinding(verdict);
}

function toFinding(verdict: Verdict): Finding {
  switch (verdict.kind) {
    case "proof": {
      const { epoch, first, last, chain, records } = verdict;
      return {
        fits: true,
        text: `events ${first} to ${last} of epoch ${epoch} fit, in ${records} records; chain ${chain}`,
      };
    }
    case "broken":
      return misfit(`event ${verdict.seq} is the first that does not fit: ${verdict.detail}`);
    case "empty":
      return misfit("there is no record");
  }
}

function misfit(text: string): Finding {
  return { fits: false, text };
}
