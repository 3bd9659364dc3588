/** The columns that a device has chosen: whatever is stored, the result can be shown. */
import { expect, it } from "vitest";
import { parseColumns } from "../../../../../dashboard/src/bots/chosen-columns.ts";

it("reads what was chosen, in the table's order, without what is no column", () => {
  expect([...parseColumns('["version","state","none",3]')]).toEqual(["state", "version"]);
  expect([...parseColumns("[]")]).toEqual([]);
});

it.each([null, "", "{", "5", '{"state":true}'])("shows the usual columns where %j is stored", (text) => {
  expect(parseColumns(text).has("realised")).toBe(true);
});
