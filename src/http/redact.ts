/**
 * Removes keys from text that goes to a log or to a room's list of refusals: an error's message may quote an address or a
 * body. The text is cut first, to bound the work; a key that was cut is hidden like a whole one.
 */

/** An error with its stack, in a log line. */
export const LOG_TEXT_MAX_CHARS = 4_096;

/** The first `maxChars` of the text, without anything that looks like a token of ours, and without any query. */
export function redact(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars)
    .toWellFormed()
    .replaceAll(/[\w.-]+…?/g, hideToken)
    .replaceAll(/\?[^\s)"']+/g, "?[query]");
}

/** All of our tokens begin with the same three characters, those of a JSON object in base64; one that was cut may end in `…`. */
function hideToken(run: string): string {
  const start = run.indexOf("eyJ");
  return start === -1 ? run : `${run.slice(0, start)}[key]`;
}
