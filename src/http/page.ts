/**
 * Everything that no route takes: the dashboard's files, and its page for every address of a view. A missing file is a 404
 * and never the page, because a browser would keep the page for a year in the file's place.
 */
import { refuse } from "@fillcast/protocol";
import type { AppContext } from "./context.ts";
import { isApi } from "./envelope.ts";
import type { Answer } from "./problem.ts";

/** Places of the dashboard whose addresses carry names, which may have dots. */
const PLACES: ReadonlySet<string> = new Set(["trades", "bots", "profit", "tape", "connect", "settings"]);
/** What a file's name ends in: under a place only these, elsewhere anything that looks like one. */
const SERVED = /\.(?:js|mjs|css|map|json|html|txt|xml|svg|png|jpg|jpeg|gif|webp|ico|woff|woff2|webmanifest|wasm)$/i;
const ANY_EXTENSION = /\.[A-Za-z][A-Za-z0-9]*$/;

/** True for an address of the page; false for one of a file. `path` as it was sent. */
export function isPagePath(path: string): boolean {
  const segments = path.split("/").slice(1).map(decode);
  const [place = "", ...names] = segments;
  if (place === "assets" || segments.some((segment) => segment.startsWith("."))) return false;
  const name = names.at(-1) ?? place;
  const isPlace = PLACES.has(place) && names.length > 0;
  return !(isPlace ? SERVED : ANY_EXTENSION).test(name);
}

/** The file or the page that the address names. */
export async function answerPage(c: AppContext): Promise<Answer> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (isApi(c.req.path) || !isRead) return refuse("not-found", "There is nothing at this URL. See /docs.");
  const isPage = isPagePath(new URL(c.req.url).pathname);
  const asset = await fetchAsset(c, isPage ? "/" : c.req.url);
  return asset ?? refuse("not-found", "The file does not exist. If a page requested it, reload that page.");
}

/** A file of the build, by path or URL; null if it does not exist. */
export async function fetchAsset(c: AppContext, path: string): Promise<Response | null> {
  const asset = await c.env.ASSETS.fetch(new Request(new URL(path, c.req.url), c.req.raw));
  if (asset.status !== 404) return new Response(asset.body, asset);
  await asset.body?.cancel();
  return null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
