/** What a state's bounds leave out, in one sentence. Pure. */
import type { FeedState } from "fillcast";
import { count } from "./decimal.ts";

/** Where the server's counts end (PROTOCOL.md §14, `HIDDEN_MAX`). */
const COUNTED_MAX = 1_000;

/** `12 more open trades and 3 more bots are not shown: …`; null if all is shown. */
export function hiddenWords(more: FeedState["more"]): string | null {
  if (more === undefined) return null;
  const parts = [
    part(more.trades, "open trade"),
    part(more.bots, "bot"),
    part(more.currencies, "currency", "currencies"),
    part(more.locks, "lock"),
  ].filter((words) => words !== null);
  if (parts.length === 0) return null;
  const list = parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)!}`;
  const isOne = parts.length === 1 && Object.values(more).includes(1);
  return `${list} ${isOne ? "is" : "are"} not shown, because there are too many. The log has all of them.`;
}

function part(hidden: number, one: string, many = `${one}s`): string | null {
  if (hidden === 0) return null;
  const number = hidden >= COUNTED_MAX ? `At least ${count(hidden)}` : count(hidden);
  return `${number} more ${hidden === 1 ? one : many}`;
}
