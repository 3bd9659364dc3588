/**
 * Encodes frames as bytes of an event stream, once for all streams of an isolate: the room sends the same text to a feed's
 * readers within moments, and they share its bytes as long as one of them waits. The memory is bounded, and the key is the
 * whole text, so that no stream can get another's bytes.
 */
import { CHUNK_MAX_BYTES } from "@fillcast/protocol";
import { frameToSse, type SseStep } from "./sse-text.ts";

/** A frame as streams pass it on. The bytes are shared: do not change them. */
export interface SseFrame {
  readonly step: SseStep;
  readonly bytes: Uint8Array;
}

/** Texts and their bytes; a few of the largest frames, since streams that read are one or two apart. */
const REMEMBERED_MAX_BYTES = 4 * CHUNK_MAX_BYTES;

export class SseEncoder {
  readonly #maxBytes: number;
  readonly #encoder = new TextEncoder();
  /** By their texts, oldest first. */
  readonly #frames = new Map<string, SseFrame>();
  #remembered = 0;

  constructor(maxBytes = REMEMBERED_MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Null for what a stream does not pass on. */
  encode(frameText: string): SseFrame | null {
    const known = this.#frames.get(frameText);
    if (known !== undefined) return known;
    const sse = frameToSse(frameText);
    if (sse === null) return null;
    const frame = { step: sse.step, bytes: this.#encoder.encode(sse.text) };
    this.#frames.set(frameText, frame);
    this.#remembered += frameText.length + frame.bytes.byteLength;
    this.#forget();
    return frame;
  }

  #forget(): void {
    for (const [text, { bytes }] of this.#frames) {
      if (this.#remembered <= this.#maxBytes) return;
      this.#frames.delete(text);
      this.#remembered -= text.length + bytes.byteLength;
    }
  }
}
