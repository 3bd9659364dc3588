/**
 * Summaries of trades that are kept up: they hear of each change and never look at all trades again, so that what a change costs
 * does not depend on how many trades there are.
 */
import type { Trade } from "fillcast";

export interface Kept<View> {
  /** The same until something in it changes. */
  readonly view: View;
  /** A trade that has changed is in both, as it was and as it is. The first change brings all trades. */
  change(gone: readonly Trade[], came: readonly Trade[]): void;
}
