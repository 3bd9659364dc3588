/**
 * One connection through the proxy: two sockets, what passes between them, and the ways in which it can be held back, cut or
 * left half open. Neither end is read faster than the other takes it.
 */
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Direction } from "./faults.ts";

/** One direction: it flows while nothing keeps it. */
interface Way {
  readonly from: Socket;
  readonly to: Socket;
  readonly keptBy: Set<"fault" | "full" | "thin line">;
}

export class Link {
  /** Resolves when both sockets are done with. */
  readonly over: Promise<void>;
  readonly #ways: Readonly<Record<Direction, Way>>;
  readonly #stir = new AbortController();
  readonly #close: () => void;
  #isHalfOpen = false;
  #bytesPerS = Infinity;
  /** Bytes that the client may still get; then the connection is cut. */
  #bytesLeft = Infinity;
  #cut: () => void = () => {};

  constructor(client: Socket, server: Socket) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#close = resolve;
    this.#ways = {
      up: { from: client, to: server, keptBy: new Set() },
      down: { from: server, to: client, keptBy: new Set() },
    };
    this.#open("up");
    this.#open("down");
  }

  #open(direction: Direction): void {
    const { from, to } = this.#ways[direction];
    from.setNoDelay(true);
    from.on("data", (chunk) => this.#pass(direction, chunk));
    to.on("drain", () => this.#keep(direction, "full", false));
    from.on("end", () => !this.#isHalfOpen && to.end());
    from.on("error", () => !this.#isHalfOpen && this.reset());
    from.on("close", () => {
      if (!this.#isHalfOpen) to.end();
      if (from.destroyed && to.destroyed) this.#finish();
    });
  }

  #pass(direction: Direction, chunk: Buffer): void {
    const { to } = this.#ways[direction];
    if (direction === "down" && chunk.length >= this.#bytesLeft) {
      this.#keep("down", "fault", true);
      this.#cut();
      to.write(chunk.subarray(0, this.#bytesLeft), () => this.reset());
      return;
    }
    if (direction === "down") this.#bytesLeft -= chunk.length;
    if (!to.write(chunk)) this.#keep(direction, "full", true);
    if (direction === "up" || this.#bytesPerS === Infinity) return;
    this.#keep("down", "thin line", true);
    setTimeout(() => this.#keep("down", "thin line", false), (chunk.length / this.#bytesPerS) * 1_000).unref();
  }

  #keep(direction: Direction, reason: "fault" | "full" | "thin line", isKept: boolean): void {
    const { from, keptBy } = this.#ways[direction];
    if (isKept) keptBy.add(reason);
    else keptBy.delete(reason);
    if (keptBy.size > 0) from.pause();
    else from.resume();
  }

  /** True after this many ms; false where the connection is over or calm before. */
  async wait(ms: number): Promise<boolean> {
    const { signal } = this.#stir;
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }

  /** Cuts the connection once the client has received this many more bytes; true then, false where it is over or calm before. */
  cutWithin(bytes: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#bytesLeft = bytes;
    this.#cut = () => resolve(true);
    this.#stir.signal.addEventListener("abort", () => {
      this.#bytesLeft = Infinity;
      resolve(false);
    });
    return promise;
  }

  hold(ways: readonly Direction[], isHeld: boolean): void {
    for (const direction of ways) this.#keep(direction, "fault", isHeld);
  }

  slow(bytesPerS: number): void {
    this.#bytesPerS = bytesPerS;
  }

  /** Nothing passes any more, and neither end notices; the server's end goes after a while. */
  vanish(serverMs: number): void {
    this.#isHalfOpen = true;
    this.hold(["up", "down"], true);
    setTimeout(() => this.#ways.down.from.destroy(), serverMs).unref();
  }

  /** Nothing more is done to it. */
  calm(): void {
    this.#stir.abort();
    if (this.#isHalfOpen) return;
    this.slow(Infinity);
    this.hold(["up", "down"], false);
  }

  /** Both ends see that it is over, and lose what was under way. */
  reset(): void {
    for (const { from } of Object.values(this.#ways)) from.resetAndDestroy();
    this.#finish();
  }

  #finish(): void {
    this.#stir.abort();
    this.#close();
  }
}
