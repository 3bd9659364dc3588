/** What came back after a cut line, in words. */
import { count } from "../words/decimal.ts";

export function cutSentence(recovered: number): string {
  if (recovered === 0) return "Connected again. No event was missed.";
  return `Connected again. ${count(recovered)} missed event${recovered === 1 ? "" : "s"} recovered, in order.`;
}
