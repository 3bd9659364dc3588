/**
 * Addresses of the dashboard that messages lead to, written as the page itself writes them
 * (dashboard/src/browser/segment.ts): what serves the page turns `%2F` into a slash, and a browser follows dots.
 */
const DOTS = /^\.{1,2}$/;

export function tradePath(key: string): string {
  return `/trades/${toSegment(key)}`;
}

export function botPath(bot: string): string {
  return `/bots/${toSegment(bot)}`;
}

function toSegment(text: string): string {
  const escaped = text.toWellFormed().replaceAll("~", "~7E").replaceAll("/", "~2F");
  return encodeURIComponent(DOTS.test(escaped) ? escaped.replaceAll(".", "~2E") : escaped);
}
