/** The page's folders lie in layers: each imports only those below it, so that no two import each other. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../../../dashboard/src");
/** From the ground up. */
const LAYERS = [
  "words",
  "figures",
  "browser",
  "push",
  "keys",
  "parts",
  "live",
  "offline",
  "views",
  "access",
  "toasts",
  "alerts",
  "tape",
  "trades",
  "bots",
  "overview",
  "profit",
  "connect",
  "settings",
  "shell",
];
/** Beside them: only main.tsx knows it. */
const DEMO = "demo";

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const imports = files.flatMap((file): readonly Import[] => {
  const [from = ""] = file.split("/").slice(0, -1);
  const text = readFileSync(join(SOURCES, file), "utf8");
  const paths = [...text.matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g)].map(([, path]) => join(from, path ?? ""));
  return paths.filter((path) => path.includes("/")).map((path) => ({ file, from, to: path.split("/")[0] ?? "" }));
});

test("each folder has its layer", () => {
  const folders = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
  expect(folders).toEqual(new Set([...LAYERS, DEMO]));
});

test("a folder imports only what lies below it", () => {
  const upward = imports.filter(
    ({ from, to }) =>
      from !== "" && from !== DEMO && to !== from && to !== DEMO && LAYERS.indexOf(to) > LAYERS.indexOf(from),
  );
  expect(upward).toEqual([]);
});

test("nothing but main.tsx imports the demo", () => {
  const others = imports.filter(({ from, to, file }) => to === DEMO && from !== DEMO && file !== "main.tsx");
  expect(others).toEqual([]);
});
