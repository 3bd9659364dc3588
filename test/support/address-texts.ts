/** Texts that an address changes, if nobody takes care. */

/** Every printable character of ASCII, alone and in the company that changes what it means in an address. */
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

export const TEXTS = [
  ...PRINTABLE,
  ...PRINTABLE.map((character) => `spot-1:${character}41${character}:2024-10-24T09:15:03Z`),
  "%2F",
  "%252F",
  "%41",
  "%zz",
  "100%",
  "~2F",
  "~7E2F",
  "~",
  ".",
  "..",
  "../..",
  "a/../b",
  "a//b",
  "//",
  "😀/😀",
  "é",
  PRINTABLE.join("").slice(0, 64),
  "\u0000\n\t",
  "",
];
