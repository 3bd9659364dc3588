/**
 * Where a feed's room is created: at a Durable Object location hint that the operator names, or in the region nearest to the
 * creator's continent. Only a room's first use counts.
 */

/** Cloudflare's location hints. */
export const REGIONS = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "apac-ne",
  "apac-se",
  "oc",
  "afr",
  "me",
] as const;

export type Region = (typeof REGIONS)[number];

/** By Cloudflare's two-letter continents; `AN` (Antarctica), Tor and the unknown have no nearest one. */
const NEAREST: ReadonlyMap<string, Region> = new Map<string, Region>([
  ["AF", "afr"],
  ["AS", "apac"],
  ["EU", "weur"],
  ["NA", "enam"],
  ["OC", "oc"],
  ["SA", "sam"],
]);

/** A named region as it is; `auto` by continent, and still `auto` where that is unknown. */
export function resolveRegion(wanted: Region | "auto", continent: string | undefined): Region | "auto" {
  return wanted === "auto" ? (NEAREST.get(continent ?? "") ?? "auto") : wanted;
}

/** The options of `getByName` for a region. */
export function regionToHint(region: string): DurableObjectNamespaceGetDurableObjectOptions {
  return region === "auto" ? {} : { locationHint: region as DurableObjectLocationHint };
}
