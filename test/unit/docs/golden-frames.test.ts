/**
 * Golden frames: what a reader gets in each situation of PROTOCOL.md, byte for byte, kept under test/golden. A difference is
 * a change of the wire: make it deliberately, with UPDATE_GOLDEN=1, and tell it in the document and in CHANGELOG.md.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SITUATIONS } from "./situations.ts";

const FOLDER = new URL("../../golden/", import.meta.url);

describe("the frames of a reader", () => {
  it.each(Object.entries(SITUATIONS))("in the situation %s are as they were", (name, play) => {
    const file = new URL(`${name}.json`, FOLDER);
    const frames = play();
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, `${JSON.stringify(frames, null, 2)}\n`);
    // As text: the order of the members is part of what is kept.
    expect(JSON.stringify(frames)).toBe(JSON.stringify(JSON.parse(readFileSync(file, "utf8"))));
  });

  it("are kept for no other situation", () => {
    const kept = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
    expect(kept.sort()).toEqual(Object.keys(SITUATIONS).sort());
  });
});
