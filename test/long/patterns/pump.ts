/**
 * Runs patterns over long inputs, in the engine that the product runs in. A process of its own, since nothing else stops a
 * pattern that has begun. Reads `[[source, flags], …]`; says which pattern it is at, a line each.
 */
import { text } from "node:stream/consumers";

/** What grows with the square of this takes minutes, what grows with it milliseconds. */
const INPUT_CHARS = 128 * 1024;
/** Repeated whatever the pattern is: what tokens, numbers, paths, white space and escapes are made of. */
const UNITS = [
  "a",
  "A",
  "0",
  " ",
  "\n",
  "-",
  "_",
  ".",
  "/",
  "\\",
  '"',
  "?",
  "=",
  "eyJ",
  "aA",
  "0.",
  "a-",
  "é",
  "\ud83d",
];
/** After the repeats: the end, and what most patterns cannot end with. */
const ENDS = ["", "\0"];

const patterns = JSON.parse(await text(process.stdin)) as [string, string][];
for (const [source, flags] of patterns) {
  process.stdout.write(`${source}\n`);
  const pattern = new RegExp(source, flags.replaceAll(/[gy]/g, "") + "g");
  for (const unit of [...UNITS, ...unitsOf(source)]) {
    const run = unit.repeat(Math.floor(INPUT_CHARS / unit.length));
    for (const end of ENDS) {
      for (const start of ["", ...unitsOf(source).slice(0, 1)]) (start + run + end).replace(pattern, "");
    }
  }
}

/** The pattern's own words: what it begins with is what makes it look at every place. */
function unitsOf(source: string): string[] {
  const words = source.match(/[A-Za-z0-9 ]{1,16}|[^A-Za-z0-9 ]/g) ?? [];
  return [...new Set(words)].slice(0, 12);
}
