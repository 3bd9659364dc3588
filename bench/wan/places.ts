/**
 * Where a bot and its owner's dashboard are, and how far everything is from there. Round trips in ms, assumed: some 10 ms to the next
 * edge of a large network; between cloud regions what their providers and public probes give (Frankfurt to Virginia 90, Tokyo to
 * Virginia 155); a room is placed on its owner's continent, some way from the edge.
 */

export interface Place {
  readonly name: string;
  /** From bot and dashboard to the next edge. */
  readonly edgeMs: number;
  /** From there to the owner's room. */
  readonly roomMs: number;
  /** From bot and dashboard to a server in Virginia. */
  readonly centralMs: number;
  /** What the seed design states for its edge, from bot to dashboard. */
  readonly seedMs: number;
}

export const PLACES: readonly Place[] = [
  { name: "EU", edgeMs: 10, roomMs: 15, centralMs: 100, seedMs: 32 },
  { name: "Asia", edgeMs: 10, roomMs: 30, centralMs: 165, seedMs: 48 },
  { name: "US", edgeMs: 6, roomMs: 4, centralMs: 25, seedMs: 12 },
];

/** How a message goes: by a relay, which keeps its connection; straight, with a new one each time; the same to a central server. */
export type Way = "relay" | "direct" | "central";
export const WAYS: readonly Way[] = ["relay", "direct", "central"];

/** Between bot or dashboard and the place where messages are kept. */
export function roundTripMs({ edgeMs, roomMs, centralMs }: Place, way: Way): number {
  return way === "central" ? centralMs : edgeMs + roomMs;
}

/** What light and handshakes take: half a round trip up and half a one down, and before that one for TCP and one for TLS. */
export function networkMs(place: Place, way: Way): number {
  return roundTripMs(place, way) * (way === "relay" ? 1 : 3);
}

/** A row of the table. */
export const rowName = ({ name }: Place, way: Way): string => `${name}, ${way}`;
