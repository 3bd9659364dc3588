import { expect, test } from "vitest";
import { CHECKLIST, isSeen } from "../../../../../dashboard/src/connect/checklist.ts";
import { configBlock, type Since } from "../../../../../dashboard/src/connect/paste-block.ts";

interface Webhook {
  readonly [name: string]: unknown;
}

const parsed = (url: string | null, since?: Since): Webhook =>
  (JSON.parse(`{${configBlock(url, since)}}`) as { readonly webhook: Webhook }).webhook;

test("the checklist knows every type of the block, once", () => {
  const types = CHECKLIST.flatMap((item) => item.types);
  const sent = Object.entries(parsed(null)).flatMap(([type, value]) => (typeof value === "object" ? [type] : []));
  expect(types.toSorted()).toEqual(sent.toSorted());
  expect(CHECKLIST.filter((item) => isSeen(item, new Set(["exit_fill"]))).map(({ label }) => label)).toEqual(["Exits"]);
});
