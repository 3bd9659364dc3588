/**
 * The preview's letters: strokes on a grid, as a plotter draws them, since a font is larger than all of the page. Capital height
 * is 6, `y` goes down. `~` before a stroke rounds its corners, `o` also closes it.
 */

/** A stroke as points, already round where it is to be. */
export type Stroke = readonly (readonly [x: number, y: number])[];

export interface Glyph {
  readonly width: number;
  readonly strokes: readonly Stroke[];
}

/** Width, then strokes. What is not here is a space: titles can have any character, so they are not in the picture. */
const DRAWN: { readonly [character: string]: string } = {
  "0": "4|o0,0 4,0 4,3 4,6 0,6 0,3",
  "1": "3|0.6,1.3 2.2,0 2.2,6",
  "2": "4|~0.2,1.8 0.2,0 3.9,-0.2 4,2.2 2.6,3.6 0.2,6|0.2,6 4,6",
  "3": "4|~0.2,1 0.8,0 3.9,-0.2 3.9,2.8 1.6,2.8|~1.6,2.8 4.4,2.8 4.4,6.2 0.6,6.1 0,4.9",
  "4": "4|3,6 3,0 0,4.3 4,4.3",
  "5": "4|3.7,0 0.7,0 0.4,2.7|~0.4,2.7 1.2,2 4.4,1.8 4.4,6.2 0.6,6.1 0,5",
  "6": "4|~3.3,0.2 0,0.6 0,4.2|o0,2.3 4,2.3 4,6 0,6",
  "7": "4|0,0 4,0 1.5,6",
  "8": "4|o0.3,0 3.7,0 3.7,2.8 0.3,2.8|o0,2.8 4,2.8 4,6 0,6",
  "9": "4|o0,0 4,0 4,3.7 0,3.7|~4,1.8 4,5.4 0.7,5.8",
  "+": "4|2,1.5 2,4.9|0.3,3.2 3.7,3.2",
  "−": "4|0.3,3.2 3.7,3.2",
  "%": "5.4|4.7,0 0.7,6|o0,0 2,0 2,2.5 0,2.5|o3.4,3.5 5.4,3.5 5.4,6 3.4,6",
  ".": "0.6|0.3,5.9 0.3,6",
  ",": "0.6|0.4,5.8 0,6.9",
  A: "4.4|0,6 2.2,0 4.4,6|0.75,4 3.65,4",
  B: "4|0,0 0,6|~0,0 3.8,0 3.8,2.9 1.4,2.9|0,2.9 1.4,2.9|~1.4,2.9 4.3,2.9 4.3,6 0,6",
  C: "4.2|~4.2,1.2 3.4,0 0,-0.2 0,3 0,6.2 3.4,6 4.2,4.8",
  D: "4.2|0,0 0,6|~0,0 2,0 4.3,0 4.3,3 4.3,6 2,6 0,6",
  E: "3.6|3.6,0 0,0 0,6 3.6,6|0,3 3,3",
  F: "3.4|3.4,0 0,0 0,6|0,3 2.9,3",
  G: "4.4|~4.2,1.2 3.4,0 0,-0.2 0,3 0,6.2 4.4,6.2 4.4,3.3|4.4,3.3 2.6,3.3",
  I: "0.6|0.3,0 0.3,6",
  L: "3.2|0,0 0,6 3.2,6",
  M: "5|0,6 0,0 2.5,4 5,0 5,6",
  N: "4.2|0,6 0,0 4.2,6 4.2,0",
  O: "4.8|o0,0 4.8,0 4.8,3 4.8,6 0,6 0,3",
  P: "3.8|0,6 0,0|~0,0 4.1,0 4.1,3.2 0,3.2",
  R: "4|0,6 0,0|~0,0 4.1,0 4.1,3.1 0,3.1|1.9,3.1 4,6",
  S: "4|~3.8,1 3.2,0 0,-0.3 0,2.8 4.1,3 4.1,6.3 0.6,6 0,4.9",
  T: "4.2|0,0 4.2,0|2.1,0 2.1,6",
  U: "4.2|~0,0 0,4 0,6.2 4.2,6.2 4.2,4 4.2,0",
  V: "4.4|0,0 2.2,6 4.4,0",
  W: "6.2|0,0 1.6,6 3.1,1 4.6,6 6.2,0",
  Y: "4.2|0,0 2.1,3 4.2,0|2.1,3 2.1,6",
};

const SPACE: Glyph = { width: 2.2, strokes: [] };
const ROUNDINGS = 3;
const glyphs = new Map<string, Glyph>();

/** A character's strokes. */
export function glyphOf(character: string): Glyph {
  const drawn = DRAWN[character];
  if (drawn === undefined) return SPACE;
  const known = glyphs.get(character);
  if (known !== undefined) return known;
  const [width = "0", ...strokes] = drawn.split("|");
  const glyph = { width: Number(width), strokes: strokes.map(toStroke) };
  glyphs.set(character, glyph);
  return glyph;
}

function toStroke(text: string): Stroke {
  const isClosed = text.startsWith("o");
  const isRound = isClosed || text.startsWith("~");
  let points: Stroke = text
    .slice(isRound ? 1 : 0)
    .split(" ")
    .map((point) => point.split(",").map(Number) as [number, number]);
  if (!isRound) return points;
  for (let rounding = 0; rounding < ROUNDINGS; rounding++) points = cutCorners(points, isClosed);
  return isClosed ? [...points, points[0]!] : points;
}

/** Chaikin's corner cutting: each edge keeps its middle half. An open stroke keeps its ends. */
function cutCorners(points: Stroke, isClosed: boolean): Stroke {
  const edges = isClosed ? points.length : points.length - 1;
  const cut: [number, number][] = [];
  for (let index = 0; index < edges; index++) {
    const [a, b] = [points[index]!, points[(index + 1) % points.length]!];
    cut.push([0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]]);
    cut.push([0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]]);
  }
  if (isClosed) return cut;
  return [points[0]!, ...cut.slice(1, -1), points.at(-1)!];
}
