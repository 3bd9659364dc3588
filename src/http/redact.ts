/**
 * Takes keys out of text that goes to a log: an error's message may quote an address or a body.
 */

/** Anything that looks like a token of ours, and any query. */
export function redact(text: string): string {
  return text.replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[key]").replaceAll(/\?[^\s)"']+/g, "?[query]");
}
