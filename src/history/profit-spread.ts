/**
 * How the closed trades of a book lie: their results in a histogram, how long winners and losers were held, and runs of wins and
 * of losses. Bounds of the histogram are exact, like the results that are counted between them.
 */
import type { ProfitBin, ProfitBook } from "@fillcast/protocol";
import { compareExact, floorDivided, negative, plus, times, toText, type Exact } from "./exact.ts";
import { medianOf, type Close } from "./profit-sums.ts";

type Spread = Pick<ProfitBook, "winHoldMs" | "lossHoldMs" | "longestWins" | "longestLosses" | "streak" | "histogram">;

/** About this number of bins holds what is usual; what is rarer than one in `RARE` at each end shares the last one there. */
const BINS = 20;
const RARE = 50;

/** Of closes in order of closing. */
export function spreadOf(closes: readonly Close[]): Spread {
  const holdsOf = (sign: 1 | -1): number[] =>
    closes.filter(({ realised }) => signOf(realised) === sign).map(({ holdMs }) => holdMs);
  return {
    winHoldMs: medianOf(holdsOf(1)),
    lossHoldMs: medianOf(holdsOf(-1)),
    ...streaksOf(closes),
    histogram: histogramOf(closes.map(({ realised }) => realised)),
  };
}

/** A result of zero is neither: it ends a run. */
function streaksOf(closes: readonly Close[]): Pick<Spread, "longestWins" | "longestLosses" | "streak"> {
  let streak = 0;
  let longestWins = 0;
  let longestLosses = 0;
  for (const { realised } of closes) {
    const sign = signOf(realised);
    streak = sign === Math.sign(streak) ? streak + sign : sign;
    longestWins = Math.max(longestWins, streak);
    longestLosses = Math.max(longestLosses, -streak);
  }
  return { longestWins, longestLosses, streak };
}

function histogramOf(results: readonly Exact[]): readonly ProfitBin[] {
  if (results.length === 0) return [];
  const sorted = inOrder(results);
  const rare = Math.floor(sorted.length / RARE);
  const [low, high] = [sorted[rare]!, sorted[sorted.length - 1 - rare]!];
  const width = widthFor(low, high);
  const [first, last] = [floorDivided(low, width), floorDivided(high, width)];
  const counts = Array.from({ length: Number(last - first) + 1 }, () => 0);
  let below = false;
  let above = false;
  for (const result of sorted) {
    const bin = floorDivided(result, width);
    if (bin < first) below = true;
    if (bin > last) above = true;
    const at = bin < first ? 0 : bin > last ? counts.length - 1 : Number(bin - first);
    counts[at]!++;
  }
  return counts.map((closed, index) => ({
    from: below && index === 0 ? null : toText(times(width, first + BigInt(index))),
    to: above && index === counts.length - 1 ? null : toText(times(width, first + BigInt(index) + 1n)),
    closed,
  }));
}

/** Lowest first. Floats order most of them at little cost; where they do not, the exact numbers do. */
function inOrder(results: readonly Exact[]): readonly Exact[] {
  return results
    .map((exact) => ({ exact, about: Number(exact.units) / 10 ** exact.scale }))
    .sort((a, b) => a.about - b.about || (a.exact === b.exact ? 0 : compareExact(a.exact, b.exact)))
    .map(({ exact }) => exact);
}

/** The smallest of 1, 2 and 5 times a power of ten of which `BINS` reach from one to the other. Zero is always a bound. */
function widthFor(low: Exact, high: Exact): Exact {
  const span = plus(high, negative(low));
  const reach = span.units === 0n ? sizeOf(high) : span;
  // One and the same result: a tenth of it. Nothing but zero: one.
  const digits = String(reach.units).length;
  if (reach.units === 0n) return { units: 1n, scale: 0 };
  for (let exponent = digits - reach.scale - 3; ; exponent++)
    for (const step of [1n, 2n, 5n]) {
      const width =
        exponent < 0 ? { units: step, scale: -exponent } : { units: step * 10n ** BigInt(exponent), scale: 0 };
      if (compareExact(times(width, BigInt(BINS)), reach) >= 0) return width;
    }
}

function sizeOf(value: Exact): Exact {
  return value.units < 0n ? negative(value) : value;
}

function signOf({ units }: Exact): -1 | 0 | 1 {
  return units > 0n ? 1 : units < 0n ? -1 : 0;
}
