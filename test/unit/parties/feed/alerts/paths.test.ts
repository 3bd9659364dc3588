import * as fc from "fast-check";
import { expect, it } from "vitest";
import { readSegment } from "../../../../../dashboard/src/browser/segment.ts";
import { botPath, tradePath } from "../../../../../parties/feed/alerts/paths.ts";

it("the page reads each address back as the name that it was made of", () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 80 }).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(name, (text) => {
      expect(readSegment(tradePath(text).slice("/trades/".length))[0]).toBe(text);
      expect(readSegment(botPath(text).slice("/bots/".length))[0]).toBe(text);
      expect(new URL(tradePath(text), "https://x.test").pathname).toBe(tradePath(text));
    }),
  );
});
