/**
 * How a side's live connection is opened and read. Sides differ in transport (a plain WebSocket, Socket.IO's, an event stream over
 * HTTP) and in the messages that carry events; what the bench does with them is the same for all.
 */

export interface Hearing {
  /** A message in one piece, in the order of arrival. */
  message(bytes: Buffer): void;
  /** The connection is over, and not by this end. */
  ended(why: string): void;
}

export interface Channel {
  /** Resolves when the side has taken the subscription; rejects where it does not. */
  readonly opened: Promise<unknown>;
  send(text: string): void;
  /** Without a goodbye, as a lost connection ends; nothing is heard afterwards. */
  close(): void;
}

export interface Address {
  readonly url: string;
  /** Subprotocols of a WebSocket. */
  readonly protocols?: readonly string[];
  /** What a transport with a handshake of its own says in it. */
  readonly greeting?: string;
}

export type Transport = (address: Address, hearing: Hearing) => Channel;

/** What one message says: the ids of its events, and how far the side says that it goes, 0 where it does not number. */
export interface Carried {
  readonly ids: readonly string[];
  readonly through: number;
}

export interface Wire {
  readonly transport: Transport;
  /** Null for a message that carries no events. */
  decode(bytes: Buffer): Carried | null;
}
