/** The options of `npm run test:freqtrade`. */
import { parseArgs } from "node:util";
import { RANGES, type Since } from "../../dashboard/src/connect/paste-block.ts";

/** The newest that was tried; raise it with what the guide says of versions. */
const PINNED_VERSION = "2026.9";
/** A year older: its API lacks fields, and its messages a type. */
const OLD_VERSION = "2025.8";

export const FREQTRADE_HELP = `npm run test:freqtrade -- [options]    a real Freqtrade trades, and the ledger is compared with its books

  --version V  of Freqtrade, from PyPI; may be given several times   ${PINNED_VERSION}
  --both       ${PINNED_VERSION} and, a year older, ${OLD_VERSION}
  --help       this text

Each version is installed once, into $XDG_CACHE_HOME/fillcast/freqtrade or ~/.cache/fillcast/freqtrade. Without Python 3.11 to
3.13, or where pip cannot install it, nothing is tested, and one sentence says so.`;

export type FreqtradeOptions =
  | { readonly kind: "run"; readonly versions: readonly string[] }
  | { readonly kind: "help" }
  | { readonly kind: "invalid"; readonly message: string };

const VERSION = /^\d{4}\.\d{1,2}(\.\d{1,2})?$/;

export function parseFreqtradeOptions(args: readonly string[]): FreqtradeOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        version: { type: "string", multiple: true },
        both: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return { kind: "help" };
    if (values.both === true && values.version !== undefined) {
      return { kind: "invalid", message: "--both names its versions itself." };
    }
    const versions = values.both === true ? [PINNED_VERSION, OLD_VERSION] : (values.version ?? [PINNED_VERSION]);
    const wrong = versions.find((version) => !VERSION.test(version));
    if (wrong !== undefined) return { kind: "invalid", message: `${wrong} is no version of Freqtrade such as 2026.9.` };
    const tooOld = versions.find((version) => isBefore(version, RANGES[1].since));
    if (tooOld !== undefined) return { kind: "invalid", message: `There is no block for Freqtrade ${tooOld}.` };
    return { kind: "run", versions };
  } catch (error) {
    return { kind: "invalid", message: (error as Error).message };
  }
}

/** True if a version of Freqtrade is older than the other. */
export function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, "en", { numeric: true }) < 0;
}

/** The range of versions whose block this one needs. */
export function rangeOf(version: string): Since {
  return RANGES.find(({ since }) => !isBefore(version, since))?.since ?? RANGES[1].since;
}
