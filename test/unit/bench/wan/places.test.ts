import { expect, it } from "vitest";
import { networkMs, PLACES, roundTripMs } from "../../../../bench/wan/places.ts";

it("a new connection takes two round trips more than one that is kept", () => {
  for (const place of PLACES) {
    expect(networkMs(place, "direct")).toBe(3 * networkMs(place, "relay"));
    expect(networkMs(place, "central")).toBe(3 * place.centralMs);
    expect(roundTripMs(place, "relay")).toBeLessThan(roundTripMs(place, "central"));
  }
});
