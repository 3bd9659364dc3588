/**
 * A pair's quote currency, which bots settle in, where its name surely says it. Exchanges write pairs in many ways; what could
 * be read in two ways is not read at all, since a profit in the wrong currency is worse than one in none.
 */

/** Currencies that others are priced in, those that others are rarely the base of first. Each group is one rank. */
const RANKS: readonly (readonly string[])[] = [
  [
    "USD",
    "USDT",
    "USDC",
    "FDUSD",
    "TUSD",
    "BUSD",
    "USDP",
    "DAI",
    "EUR",
    "GBP",
    "JPY",
    "KRW",
    "TRY",
    "BRL",
    "AUD",
    "CAD",
    "CHF",
  ],
  ["BTC", "XBT"],
  ["ETH"],
  ["BNB"],
];
const RANK: ReadonlyMap<string, number> = new Map(
  RANKS.flatMap((names, rank) => names.map((name) => [name, rank] as const)),
);
/** What exchanges write after a pair that is a contract: `-SWAP`, `_PERP`, `.P`, `-241227`. */
const CONTRACT = /^(?:P|PERP|SWAP|FUTURES?|\d{6,8})$/;

/** The quote in capitals, or null where the name does not say it for sure. */
export function quoteOf(pair: string): string | null {
  const name = pair.toUpperCase();
  // `ETH/USDT`, and futures' `XRP/USDT:USDT`, which settle in what stands last.
  const slashed = /\/(?:[^/:]+:)?([^/:-]+)(?:-[^/:]*)?$/.exec(name);
  if (slashed !== null) return withoutContract(slashed[1]!.split(/(?=[_.])/)).join("");
  const parts = withoutContract(name.replace(/^[^:]*:/, "").split(/[-_.]/));
  if (parts.length === 1) return quoteOfJoined(parts[0]!.replace(/(?<=.)PERP$/, ""));
  return parts.length === 2 ? quoteOfTwo(parts[0]!, parts[1]!) : null;
}

function withoutContract(parts: readonly string[]): readonly string[] {
  let end = parts.length;
  while (end > 1 && CONTRACT.test(parts[end - 1]!.replace(/^[_.]/, ""))) end--;
  return parts.slice(0, end);
}

/** `ETH-USDT`, and `KRW-BTC`, as some exchanges turn it round: the one that is money to the other. */
function quoteOfTwo(first: string, second: string): string | null {
  const [a, b] = [RANK.get(first), RANK.get(second)];
  if (b === undefined) return null;
  return a === undefined || b <= a ? second : first;
}

/**
 * `BTCUSDT`: the one known currency at its end. Of two that fit it is the one that leaves a known currency (`BTCFDUSD`), else
 * neither (`DOTUSD`: DOT in USD, or DO in TUSD).
 */
function quoteOfJoined(name: string): string | null {
  const fitting = [...RANK.keys()].filter((quote) => name.endsWith(quote) && name.length > quote.length);
  if (fitting.length === 1) return fitting[0]!;
  const known = fitting.filter((quote) => RANK.has(name.slice(0, -quote.length)));
  return known.length === 1 ? known[0]! : null;
}
