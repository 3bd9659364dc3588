/**
 * The API reference against the sources, and against what the entries export.
 */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createReference } from "../../../client/reference.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../../../client/${path}`, import.meta.url), "utf8");

test("API.md is what the docstrings say (node client/reference.ts writes it)", async () => {
  expect(await read("API.md")).toBe(createReference());
});

test("every public name has a place in it", async () => {
  const reference = createReference();
  const index = await read("src/index.ts");
  const names = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) =>
    list!.split(",").map((name) => name.replace("type ", "").trim()),
  );
  // Plain words of the protocol that need no section of their own.
  const words = new Set([
    "FeedErrorDetails",
    "Json",
    "JsonObject",
    "Mode",
    "Presence",
    "ResetReason",
    "TradeMode",
    "TradeStatus",
  ]);
  const missing = names.filter((name) => name !== "" && !words.has(name) && !reference.includes(`### \`${name}\``));
  expect(missing).toEqual([]);
});
