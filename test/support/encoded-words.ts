/** A header as its reader has it (RFC 2047): encoded words are text, and the spaces between two of them are nothing. */
export function decodeHeader(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_, text: string) => Buffer.from(text, "base64").toString("utf8"));
}
