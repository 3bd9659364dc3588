/**
 * A file without meaning that keeps some room on the disk: taking messages out of a database needs a little of it, so that on a
 * full disk nothing could ever be taken out. Given up when that happens, and made again when there is room.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { RESERVE_BYTES } from "./limits.ts";

export class Reserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.fill();
  }

  fill(): void {
    if (existsSync(this.#path)) return;
    try {
      writeFileSync(this.#path, Buffer.alloc(RESERVE_BYTES, 1));
    } catch {
      this.release();
    }
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}
