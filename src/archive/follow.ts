/**
 * Whether a page that is being archived goes on with what the archive holds: a pure decision over digests. A room that was
 * restored to an earlier point writes another history under the same epoch; this is where that is noticed.
 */
import { CHAIN_START_HEX, extendChainHex } from "./chain.ts";
import { pageToRecords, textToEvents, type PageText } from "./page.ts";

/** How far a page is in the archive, and its digest there, hex. */
export interface StoredPage {
  readonly page: number;
  readonly last: number;
  readonly chain: string;
}

/**
 * False where the page does not continue the page before it, or what the archive holds of the page itself (`stored`, as far as
 * this one at most). Where the archive lacks the page before, only equal ends can be compared.
 */
export function followsArchive(page: PageText, stored: StoredPage | null, previous: StoredPage | null): boolean {
  const chain = Buffer.from(page.chain).toString("hex");
  if (stored !== null && stored.last === page.last && stored.chain !== chain) return false;
  const start = page.first === 1 ? CHAIN_START_HEX : previous?.last === page.first - 1 ? previous.chain : null;
  if (start === null) return true;
  let last = page.first - 1;
  let digest = start;
  let meetsStored = stored === null;
  for (const record of pageToRecords(page.text)) {
    last += textToEvents(record).length;
    digest = extendChainHex(digest, record);
    if (stored?.last === last && stored.chain === digest) meetsStored = true;
  }
  return meetsStored && last === page.last && digest === chain;
}
