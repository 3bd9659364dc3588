/**
 * How a side's socket speaks to a reader that comes back: where it stands, what it missed, and when that was all. Positions
 * are opaque here: what the side says one time goes into its address the next.
 */
import type { Side } from "../sides/side.ts";

/** What one message says. */
export type Saying =
  | { readonly kind: "position"; readonly position: string }
  | {
      readonly kind: "events";
      readonly ids: readonly string[];
      /** Where the reader stands after them. */
      readonly position: string;
      /** Where it has to stand before them; null where the side does not say. */
      readonly follows: string | null;
      /** What acknowledges them at once; null where nothing does. */
      readonly acknowledgement: string | null;
    }
  /** Everything that was missed has come. */
  | { readonly kind: "caught-up"; readonly position: string }
  /** The side does not continue from the position. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "other" };

export interface Dialect {
  /** Subprotocols to ask for. */
  readonly protocols: readonly string[];
  /** False where a reader has to count for itself. */
  readonly saysCaughtUp: boolean;
  /** What a position adds to the query of the live socket. */
  toQuery(position: string): string;
  hear(message: string): Saying;
}

/** A side that a reader can come back to. */
export interface StormSide {
  readonly side: Side;
  readonly dialect: Dialect;
  /** Why it cannot run here, or null. */
  readonly absence: () => string | null;
}
