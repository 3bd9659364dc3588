import { expect, it } from "vitest";
import { BoundedMap } from "@fillcast/protocol";

it("a bounded map forgets what was set longest ago, and what is set again is the newest", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  expect([...map.keys()]).toEqual(["a", "c"]);
  expect([...map.values()]).toEqual([3, 4]);
  expect([map.get("b"), map.get("a")]).toEqual([undefined, 3]);
  map.delete("a");
  expect([...map.keys()]).toEqual(["c"]);
});
