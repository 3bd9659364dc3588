/**
 * In which order sides stand in tables and pictures, whichever ran first: what the page is about before what it is compared with.
 */

const ORDER = [
  "fillcast",
  "relay",
  "idle sockets",
  "floor",
  "central-durable",
  "durable-streams",
  "seed",
  "central",
  "socket.io",
  "nchan",
  "one feed",
  "many feeds",
  "short",
  "long",
  "direct",
  "direct, Python",
  "door",
  "door, Python",
  "followed",
];

/** For sorting names; one that is not known comes last. */
export function compareSides(a: string, b: string): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(side: string): number {
  const place = ORDER.indexOf(side);
  return place < 0 ? ORDER.length : place;
}
