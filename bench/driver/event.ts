/**
 * The event of all works: a fill as a bot would report it, 200 bytes of JSON, with an id that says who published it and when.
 */

/** `bot` and `n` make the id, and with it the whole event; `ts` is the bot's clock, ms since 1970. */
export function encodeEvent(bot: number, n: number, ts: number): string {
  const price = (64_000 + ((n * 37) % 900) / 10).toFixed(2);
  const id = `bench-${String(bot).padStart(2, "0")}-${String(n).padStart(6, "0")}`;
  return `{"id":"${id}","type":"x-bench","ts":${ts},"data":{"pair":"BTC/USDT","side":"buy","price":"${price}","amount":"0.01500000","fee":"0.96150000","currency":"USDT","tag":"breakout-dip5"}}`;
}

/** The id of an event that `encodeEvent` made. */
export function eventId(text: string): string {
  return text.slice(7, text.indexOf('"', 7));
}
