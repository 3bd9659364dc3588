/**
 * Measures text as people count it, and as JSON Schema does: in characters, some of which count twice in JavaScript.
 */

/** True for a text of at most `maxChars` characters. */
export function isWithin(text: string, maxChars: number): boolean {
  if (text.length <= maxChars) return true;
  return text.length <= 2 * maxChars && Array.from(text).length <= maxChars;
}
