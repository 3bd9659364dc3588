import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isPagePath } from "../../../../src/http/page.ts";

const VIEWS = readFileSync(join(import.meta.dirname, "../../../../dashboard/src/shell/views.tsx"), "utf8");

test.each([
  "/",
  "/trades",
  "/trades/",
  "/trades/spot.1%3A41%3A2026-11-24T06%3A00%3A03.123456Z",
  "/trades/spot-1:41:2026-11-24T06:00:03.5Z",
  "/trades/spot.v2",
  "/trades/a.b%2Fc.d",
  "/trades/%zz.q",
  "/connect/key.1",
  "/nowhere",
  "/nowhere/else",
])("%s is an address of the page", (path) => expect(isPagePath(path)).toBe(true));

test.each([
  "/assets",
  "/assets/",
  "/assets/index-abc",
  "/assets/index-abc.js",
  "/assets/trades/x",
  "/%61ssets/index-abc.js",
  "/index.js",
  "/favicon.ico",
  "/x.JS",
  "/x%2Ejs",
  "/nowhere/else.map",
  "/nowhere/else.v2",
  "/trades/chunk-abc.js",
  "/trades.css",
  "/.well-known/security",
  "/.env",
  "/trades/.git/config",
])("%s is an address of a file", (path) => expect(isPagePath(path)).toBe(false));

test("every address of the dashboard is one of the page, whatever names it carries", () => {
  const paths = [...VIEWS.matchAll(/path="([^"]+)"/g)].map((match) => match[1]!);
  expect(paths).toContain("/trades/*");
  for (const path of paths) expect(isPagePath(path.replace("*", "a.b%3A1%3Ac.d")), path).toBe(true);
});
