/**
 * A text from outside, such as a trade's key, as one segment of the page's address and back. Total: any text has a segment,
 * and any segment can be read. A slash, a tilde and a segment of dots alone are written with `~`, since what serves the page
 * turns `%2F` into a slash and answers with a redirect, and a browser follows dots.
 */

const ESCAPES: readonly (readonly [text: string, escape: string])[] = [
  ["~", "~7E"],
  ["/", "~2F"],
];
const DOTS = /^\.{1,2}$/;

/** The segment; half of a surrogate pair, which no address can carry, becomes U+FFFD. */
export function toSegment(text: string): string {
  const escaped = ESCAPES.reduce((rest, [from, to]) => rest.replaceAll(from, to), text.toWellFormed());
  return encodeURIComponent(DOTS.test(escaped) ? escaped.replaceAll(".", "~2E") : escaped);
}

/**
 * What the rest of an address, slashes included, may mean, the likelier first: written by this page, or by hand with
 * `encodeURIComponent` alone. A percent sign that begins no sequence stands for itself, as it does for what serves the page.
 */
export function readSegment(rest: string): readonly string[] {
  const byHand = rest.split("/").map(decodePart).join("/");
  const byPage = byHand.replaceAll(/~(7E|2F|2E)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return byPage === byHand ? [byHand] : [byPage, byHand];
}

/** A path as it may be written back: one that begins with two slashes would name another host. */
export function onePath(pathname: string): string {
  return pathname.replace(/^\/{2,}/, "/");
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
