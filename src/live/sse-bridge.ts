/**
 * A room's socket on one side, an event stream on the other. One frame goes over when the reader took the one before, and is
 * acknowledged when it took this one: a slow reader holds back the room's frames, within the room's window, and not memory.
 */
import { CLOSE, PING_TEXT, decodePongText, decodeServerFrame, encodeFrame, type CloseCode } from "@fillcast/protocol";
import { SSE_COMMENT, frameToSse } from "./sse-text.ts";

/** What the room did with the subscription: an open stream, or the code that it closed with before it said anything. */
export type Bridged =
  | { readonly kind: "opened"; readonly stream: ReadableStream }
  | { readonly kind: "closed"; readonly code: CloseCode };

const LIVENESS_MS = 20_000;

export class SseBridge {
  readonly #socket: WebSocket;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stream: ReadableStream;
  readonly #retryMs: number;
  readonly #encoder = new TextEncoder();
  readonly #liveness: ReturnType<typeof setInterval>;
  #isOpen = false;
  #refusedWith: CloseCode = CLOSE.roomRestarting;
  #queue: Promise<void> = Promise.resolve();
  #untaken = 0;
  /** What the room's frames covered so far; null before the first. */
  #told: number | null = null;
  /** Where the stream stood when a pong named a head beyond it. */
  #behindAt: number | null = null;

  constructor(socket: WebSocket, retryMs: number) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#socket = socket;
    this.#stream = readable;
    this.#writer = writable.getWriter();
    this.#retryMs = retryMs;
    this.#liveness = setInterval(() => this.#keepAlive(), LIVENESS_MS);
    // The reader went away.
    this.#writer.closed.catch(() => this.#end());
  }

  /** Begins; resolves with the room's first frame, while a refusal can still be a status. */
  open(): Promise<Bridged> {
    const { promise, resolve } = Promise.withResolvers<Bridged>();
    this.#socket.addEventListener("message", ({ data }) => {
      this.#take(data);
      if (this.#isOpen) resolve({ kind: "opened", stream: this.#stream });
    });
    this.#socket.addEventListener("close", () => {
      resolve({ kind: "closed", code: this.#refusedWith });
      clearInterval(this.#liveness);
      this.#queue = this.#endAfter(this.#queue);
    });
    this.#socket.accept();
    return promise;
  }

  #take(data: unknown): void {
    const head = typeof data === "string" ? decodePongText(data) : null;
    if (head !== null) return this.#checkHead(head.seq);
    const frame = typeof data === "string" ? decodeServerFrame(data) : null;
    if (frame === null) return;
    // A frame was lost on the way here: the stream ends, and its reader resumes from the last id that it has.
    if (frame.type === "events" && this.#told !== null && frame.after !== this.#told) return this.#end();
    if (frame.type === "events") this.#told = frame.through;
    if (frame.type === "caught_up") this.#told = frame.seq;
    if (frame.type === "reset") this.#told = frame.head;
    if (frame.type === "welcome") this.#isOpen = true;
    if (frame.type === "bye") this.#refusedWith = frame.code as CloseCode;
    const text = this.#isOpen ? frameToSse(frame, this.#retryMs) : "";
    if (text !== "") this.#write(text, frame.type === "events" ? frame.through : null);
  }

  /** Twice behind a pong's head at the same place is a lost frame; once may be a filter, and a clock sample asks how far it went. */
  #checkHead(head: number): void {
    if (this.#told === null || head <= this.#told || this.#untaken > 0) {
      this.#behindAt = null;
    } else if (this.#behindAt === this.#told) {
      this.#end();
    } else {
      this.#behindAt = this.#told;
      this.#say(encodeFrame({ type: "ping", c: 0 }));
    }
  }

  #write(text: string, acknowledged: number | null): void {
    this.#untaken++;
    this.#queue = this.#passOn(this.#queue, text, acknowledged);
  }

  async #passOn(before: Promise<void>, text: string, acknowledged: number | null): Promise<void> {
    await before;
    try {
      await this.#writer.write(this.#encoder.encode(text));
    } catch {
      this.#end();
      return;
    }
    this.#untaken--;
    if (acknowledged !== null) this.#say(encodeFrame({ type: "ack", seq: acknowledged }));
  }

  /** Nothing is said for a reader that takes nothing: the room then sees one that is behind and silent, and closes it. */
  #keepAlive(): void {
    if (this.#untaken > 0) return;
    this.#say(PING_TEXT);
    this.#write(SSE_COMMENT, null);
  }

  #say(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  async #endAfter(before: Promise<void>): Promise<void> {
    await before;
    this.#end();
  }

  #end(): void {
    clearInterval(this.#liveness);
    this.#socket.close(1000);
    this.#writer.close().catch(() => {});
  }
}
