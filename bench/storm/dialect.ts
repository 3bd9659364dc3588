/**
 * How a side's socket speaks to a reader that comes back: where it stands, what it missed, and when that was all. Positions
 * are opaque here: what the side says one time goes into its address the next.
 */
import type { Transport } from "../driver/wire.ts";
import type { Side } from "../sides/side.ts";

/** Where a reader stands that comes back. */
export interface Standing {
  readonly position: string;
  readonly session: string | null;
}

/** What one message says. */
export type Saying =
  | { readonly kind: "position"; readonly position: string }
  /** A side that knows its readers by name: it goes with the position when the reader comes back. */
  | { readonly kind: "session"; readonly session: string }
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
  readonly transport: Transport;
  /** Subprotocols to ask for. */
  readonly protocols: readonly string[];
  /** False where a reader has to count for itself. */
  readonly saysCaughtUp: boolean;
  /** What a position adds to the query of the live connection, or sets in it. */
  toQuery(standing: Standing): { readonly [name: string]: string };
  /** What the transport's handshake says of it. */
  toGreeting(standing: Standing): string;
  hear(message: string): Saying;
}

/** A side that a reader can come back to. */
export interface StormSide {
  readonly side: Side;
  readonly dialect: Dialect;
}
