/**
 * The mirror's file: what it has shown and the position after it, in one line that is appended by one write. A line that a
 * kill tore off is none, so that position and effect are never apart.
 */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import type { Position } from "fillcast";
import type { Seen } from "./shown.ts";

/** A batch that was shown, and where the reader then stood. */
export interface MirrorLine {
  readonly position: Position;
  readonly events: readonly Seen[];
}

/** The whole lines of the file; none where there is no file yet. */
export function readMirror(path: string): MirrorLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as MirrorLine);
}

/** More than the longest line: a frame's events, each as seq and digest. */
const TAIL_BYTES = 1024 * 1024;

/** Where the last whole line stands, or null where there is none; reads no more than the file's end. */
export function readMirrorPosition(path: string): Position | null {
  if (!existsSync(path)) return null;
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(file, tail, 0, tail.length, size - tail.length);
  closeSync(file);
  const line = tail.toString("utf8").split("\n").at(-2);
  return line === undefined ? null : (JSON.parse(line) as MirrorLine).position;
}

/** Opens the file for appending, without a torn line at its end. */
export function openMirror(path: string): { readonly append: (line: MirrorLine) => void; readonly close: () => void } {
  const file = openSync(path, "a+");
  const whole = readFileSync(path);
  ftruncateSync(file, whole.lastIndexOf("\n") + 1);
  return {
    append: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  };
}
