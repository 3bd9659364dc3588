/**
 * The readers of a storm: sockets that keep their position, what they got and when they had caught up. Those that get the same
 * message at the same place share one reading of it (the others compare bytes), so that the driver costs little.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Dialect, Saying } from "./dialect.ts";

interface Heard {
  readonly bytes: Buffer;
  readonly saying: Saying;
}

export interface Reading {
  readonly url: string;
  readonly dialect: Dialect;
  /** What all readers have heard, so that equal frames are read once. */
  readonly heard: Heard[];
  readonly position: string | null;
  /** It has caught up when this many events have come, or the side says so. */
  readonly missed: number | null;
}

export class Reader {
  /** In the order of their arrival. */
  readonly ids: string[] = [];
  receivedBytes = 0;
  position: string | null;
  /** `performance.now()` when it had caught up. */
  caughtUpAtMs: number | null = null;
  /** What went wrong first: a gap, a refusal, an end of the socket. */
  fault: string | null = null;
  readonly opened: Promise<unknown>;
  readonly #socket: WebSocket;

  /** Opens a socket. */
  constructor({ url, dialect, heard, position, missed }: Reading) {
    this.position = position;
    const socket = new WebSocket(url, [...dialect.protocols], { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket = socket;
    this.opened = once(socket, "open");
    let place = 0;
    socket.on("message", (bytes: Buffer) => {
      this.receivedBytes += bytes.length;
      const known = heard[place];
      const saying = known?.bytes.equals(bytes) ? known.saying : dialect.hear(bytes.toString("utf8"));
      // A frame that names its reader is nobody else's.
      if (saying.kind === "events") {
        heard[place] ??= { bytes, saying };
        place += 1;
      }
      this.#take(saying);
      const isDone = dialect.saysCaughtUp ? saying.kind === "caught-up" : this.ids.length === missed;
      if (isDone) this.caughtUpAtMs ??= performance.now();
    });
    socket.on("error", (error) => (this.fault ??= String(error)));
    socket.on("close", (code, reason) => (this.fault ??= `closed with ${code} ${reason.toString()}`));
  }

  #take(saying: Saying): void {
    switch (saying.kind) {
      case "position":
        this.position ??= saying.position;
        return;
      case "events":
        if (saying.follows !== null && saying.follows !== this.position) {
          this.fault ??= `stands at ${this.position} and was sent what follows ${saying.follows}`;
        }
        this.position = saying.position;
        this.ids.push(...saying.ids);
        if (saying.acknowledgement !== null) this.#socket.send(saying.acknowledgement);
        return;
      case "caught-up":
        if (saying.position !== this.position) {
          this.fault ??= `stands at ${this.position} and got caught_up at ${saying.position}`;
        }
        return;
      case "refused":
        this.fault ??= saying.reason;
        return;
      case "other":
    }
  }

  close(): void {
    this.#socket.removeAllListeners("close").terminate();
  }
}
