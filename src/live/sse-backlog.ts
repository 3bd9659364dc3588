/**
 * Bytes that wait for one stream's reader, possibly shared with other streams, and handed over in small chunks as the
 * connection accepts them. Knows what to acknowledge, and since when the reader has taken nothing.
 */

/** The runtime copies what it is handed, for each stream: so it gets little at a time. */
const HANDED_MAX_BYTES = 16 * 1024;

interface Piece {
  readonly bytes: Uint8Array;
  /** The seq that is acknowledged once all of it was taken; null where nothing is. */
  readonly through: number | null;
}

export class SseBacklog {
  readonly #pieces: Piece[] = [];
  /** Of the first piece: what was taken, and what was handed over and not taken yet. */
  #taken = 0;
  #handed = 0;
  #movedAt = 0;
  /** All that was not taken. */
  bytes = 0;

  push(bytes: Uint8Array, through: number | null, nowMs: number): void {
    if (this.bytes === 0) this.#movedAt = nowMs;
    this.#pieces.push({ bytes, through });
    this.bytes += bytes.byteLength;
  }

  /** Notes that what was handed over last was taken; the seq to acknowledge for it, or null. */
  took(nowMs: number): number | null {
    const [piece] = this.#pieces;
    if (piece === undefined || this.#handed === 0) return null;
    this.bytes -= this.#handed;
    this.#taken += this.#handed;
    this.#handed = 0;
    this.#movedAt = nowMs;
    if (this.#taken < piece.bytes.byteLength) return null;
    this.#pieces.shift();
    this.#taken = 0;
    return piece.through;
  }

  /** The next chunk, or null where nothing is left; only when the one before was taken. */
  hand(): Uint8Array | null {
    const [piece] = this.#pieces;
    if (piece === undefined) return null;
    const chunk = piece.bytes.subarray(this.#taken, this.#taken + HANDED_MAX_BYTES);
    this.#handed = chunk.byteLength;
    return chunk;
  }

  /** For how long nothing was taken, ms; 0 where nothing is left. */
  stuckMs(nowMs: number): number {
    return this.bytes === 0 ? 0 : nowMs - this.#movedAt;
  }

  clear(): void {
    this.#pieces.length = 0;
    this.bytes = 0;
    this.#taken = 0;
    this.#handed = 0;
  }
}
