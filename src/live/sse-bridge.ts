/**
 * A room's socket on one side, an event stream on the other. A frame is acknowledged only when the reader's connection has
 * taken it: a slow reader holds back the room's frames within the room's window, and uses no more memory here. A stream that
 * takes nothing for too long is closed. sse-text.ts decides how a frame reads in the stream.
 */
import {
  CLOSE,
  DEBT_MAX_BYTES,
  HELD_MAX_SILENCE_MS,
  PING_TEXT,
  decodePongText,
  encodeFrame,
  type CloseCode,
} from "@fillcast/protocol";
import { SseBacklog } from "./sse-backlog.ts";
import { SseEncoder } from "./sse-encoder.ts";
import { SSE_COMMENT, type SseStep } from "./sse-text.ts";

/** What the room did with the subscription: an open stream, or the code that it closed with before it said anything. */
export type Bridged =
  | { readonly kind: "opened"; readonly stream: ReadableStream }
  | { readonly kind: "closed"; readonly code: CloseCode };

const LIVENESS_MS = 20_000;

/** One for all streams of the isolate. */
const encoder = new SseEncoder();
const utf8 = new TextEncoder();
const COMMENT = utf8.encode(SSE_COMMENT);

export class SseBridge {
  readonly #socket: WebSocket;
  readonly #retryMs: number;
  readonly #patienceMs: number;
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #backlog = new SseBacklog();
  readonly #liveness: ReturnType<typeof setInterval>;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Says to a connection that waits that there is more; null while none waits. */
  #wake: (() => void) | null = null;
  #state: "opening" | "open" | "ending" | "over" = "opening";
  #refusedWith: CloseCode = CLOSE.roomRestarting;
  /** What the room's frames covered so far; null before the first. */
  #told: number | null = null;
  /** Where the stream stood when a pong named a head beyond it. */
  #behindAt: number | null = null;

  /** The reader comes back after `retryMs`, and may take nothing for `patienceMs`. */
  constructor(socket: WebSocket, retryMs: number, patienceMs = HELD_MAX_SILENCE_MS) {
    this.#socket = socket;
    this.#retryMs = retryMs;
    this.#patienceMs = patienceMs;
    this.#stream = new ReadableStream<Uint8Array>(
      { pull: (controller) => this.#pull(controller), cancel: () => this.#drop() },
      // Nothing is asked for in advance: who asks for more has taken what it had.
      { highWaterMark: 0 },
    );
    this.#liveness = setInterval(() => this.#keepAlive(), LIVENESS_MS);
  }

  /** Begins; resolves with the room's first frame, while a refusal can still be a status. */
  open(): Promise<Bridged> {
    const { promise, resolve } = Promise.withResolvers<Bridged>();
    this.#socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#take(data);
      if (this.#state === "open") resolve({ kind: "opened", stream: this.#stream });
    });
    this.#socket.addEventListener("close", () => {
      resolve({ kind: "closed", code: this.#refusedWith });
      this.#finish();
    });
    this.#socket.accept();
    return promise;
  }

  #take(data: string): void {
    const head = decodePongText(data);
    if (head !== null) return this.#checkHead(head.seq);
    const frame = encoder.encode(data);
    if (frame === null || !this.#step(frame.step) || this.#state !== "open") return;
    this.#write(frame.bytes, frame.step.kind === "events" ? frame.step.through : null);
  }

  /** False where a frame was lost on the way here: the stream ends, and its reader resumes from the last id that it has. */
  #step(step: SseStep): boolean {
    if (step.kind === "events") {
      if (this.#told !== null && step.after !== this.#told) {
        this.#finish();
        return false;
      }
      this.#told = step.through;
    } else if (step.kind === "frame") {
      const { frame } = step;
      switch (frame.type) {
        case "welcome":
          this.#state = "open";
          this.#write(utf8.encode(`retry: ${this.#retryMs}\n`), null);
          break;
        case "caught_up":
          this.#told = frame.seq;
          break;
        case "reset":
          this.#told = frame.head;
          break;
        case "bye":
          this.#refusedWith = frame.code as CloseCode;
          break;
      }
    }
    return true;
  }

  /** Twice behind a pong's head at the same place is a lost frame; once may be a filter, and a clock sample asks how far it went. */
  #checkHead(head: number): void {
    if (this.#told === null || head <= this.#told || this.#backlog.bytes > 0) {
      this.#behindAt = null;
    } else if (this.#behindAt === this.#told) {
      this.#finish();
    } else {
      this.#behindAt = this.#told;
      this.#say(encodeFrame({ type: "ping", c: 0 }));
    }
  }

  #write(bytes: Uint8Array, through: number | null): void {
    this.#backlog.push(bytes, through, Date.now());
    if (this.#backlog.bytes > DEBT_MAX_BYTES) return this.#drop();
    this.#patience ??= setTimeout(() => this.#losePatience(), this.#patienceMs);
    this.#wake?.();
  }

  /** The connection has taken what it was handed, and waits for more. */
  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const through = this.#backlog.took(Date.now());
    if (through !== null) this.#say(encodeFrame({ type: "ack", seq: through }));
    while (this.#backlog.bytes === 0 && this.#state === "open") {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
    const chunk = this.#backlog.hand();
    if (chunk !== null) return controller.enqueue(chunk);
    if (this.#state === "ending") controller.close();
    else controller.error(new Error("This client has not read its stream for too long."));
    this.#drop();
  }

  #losePatience(): void {
    this.#patience = undefined;
    if (this.#backlog.bytes === 0) return;
    const leftMs = this.#patienceMs - this.#backlog.stuckMs(Date.now());
    if (leftMs <= 0) this.#drop();
    else this.#patience = setTimeout(() => this.#losePatience(), leftMs);
  }

  /** Nothing is said for a reader that takes nothing: the room then sees one that is behind and silent, and closes it. */
  #keepAlive(): void {
    if (this.#backlog.bytes > 0) return;
    this.#say(PING_TEXT);
    this.#write(COMMENT, null);
  }

  #say(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Nothing more comes from the room: the reader gets what there is, and the stream ends. */
  #finish(): void {
    if (this.#state !== "over") this.#state = "ending";
    clearInterval(this.#liveness);
    this.#socket.close(1000);
    this.#wake?.();
  }

  /** Lets go of reader and room at once. */
  #drop(): void {
    this.#state = "over";
    clearInterval(this.#liveness);
    clearTimeout(this.#patience);
    this.#backlog.clear();
    this.#socket.close(1000);
    this.#wake?.();
  }
}
