/**
 * A canvas of indexed colours: lines of any width with smooth edges, discs, bars and text. Each ink has a ramp of steps from the
 * background to itself, so that an edge is a step of the ramp.
 */
import { glyphOf } from "./glyphs.ts";
import type { IndexedImage } from "./png.ts";

export type Colour = readonly [red: number, green: number, blue: number];

const STEPS = 32;
const CAPITAL_HEIGHT = 6;
/** Between letters, in units of the glyphs' grid. */
const LETTER_GAP = 1.5;

export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8Array;
  readonly #palette: Uint8Array;

  /** At most seven inks: each takes 32 of 256 colours. The background is the step 0 of each. */
  constructor(width: number, height: number, background: Colour, inks: readonly Colour[]) {
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8Array(width * height);
    this.#palette = new Uint8Array(inks.length * STEPS * 3);
    for (const [ink, colour] of inks.entries()) {
      for (let step = 0; step < STEPS; step++) {
        for (let part = 0; part < 3; part++) {
          const [from, to] = [background[part]!, colour[part]!];
          this.#palette[(ink * STEPS + step) * 3 + part] = Math.round(from + ((to - from) * step) / (STEPS - 1));
        }
      }
    }
  }

  get image(): IndexedImage {
    return { width: this.#width, height: this.#height, pixels: this.#pixels, palette: this.#palette };
  }

  /** A line with round ends; of no length it is a disc. */
  line(ink: number, [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], width: number): void {
    const radius = width / 2;
    const [dx, dy] = [bx - ax, by - ay];
    const lengthSquared = dx * dx + dy * dy;
    const reach = radius + 1;
    const [top, bottom] = [Math.floor(Math.min(ay, by) - reach), Math.ceil(Math.max(ay, by) + reach)];
    const [left, right] = [Math.floor(Math.min(ax, bx) - reach), Math.ceil(Math.max(ax, bx) + reach)];
    for (let y = Math.max(0, top); y <= Math.min(this.#height - 1, bottom); y++) {
      for (let x = Math.max(0, left); x <= Math.min(this.#width - 1, right); x++) {
        const along = lengthSquared === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / lengthSquared;
        const near = Math.min(1, Math.max(0, along));
        const [offX, offY] = [x - ax - near * dx, y - ay - near * dy];
        const distance = Math.sqrt(offX * offX + offY * offY);
        this.#cover(ink, x, y, radius + 0.5 - distance);
      }
    }
  }

  rectangle(ink: number, left: number, top: number, width: number, height: number): void {
    for (let y = Math.max(0, Math.round(top)); y < Math.min(this.#height, Math.round(top + height)); y++) {
      for (let x = Math.max(0, Math.round(left)); x < Math.min(this.#width, Math.round(left + width)); x++) {
        this.#cover(ink, x, y, 1);
      }
    }
  }

  /** Returns where the text ends. `height` is that of a capital, `y` its top. */
  text(ink: number, text: string, [x, y]: readonly [number, number], height: number, width: number): number {
    const scale = height / CAPITAL_HEIGHT;
    let left = x;
    for (const character of text) {
      const glyph = glyphOf(character);
      for (const stroke of glyph.strokes) {
        for (let index = 1; index < stroke.length; index++) {
          const [from, to] = [stroke[index - 1]!, stroke[index]!].map(
            ([px, py]) => [left + px * scale, y + py * scale] as const,
          );
          this.line(ink, from!, to!, width);
        }
      }
      left += (glyph.width + LETTER_GAP) * scale;
    }
    return left;
  }

  /** Of two inks over each other, the later one covers what it fills by half. */
  #cover(ink: number, x: number, y: number, share: number): void {
    const step = Math.round(Math.min(1, share) * (STEPS - 1));
    if (step <= 0) return;
    const at = y * this.#width + x;
    const known = this.#pixels[at]!;
    const isOther = Math.floor(known / STEPS) !== ink;
    if (step > known % STEPS || (isOther && step >= STEPS / 2)) this.#pixels[at] = ink * STEPS + step;
  }
}
