/**
 * Bundles the product's Worker with pieces taken out of it, as removals.ts has them.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build as bundle, type Plugin } from "esbuild";
import type { Removal } from "./removals.ts";

const ROOT = join(import.meta.dirname, "../..");

const folders: string[] = [];

/** The path of the bundled script; its folder goes with the process. Throws where a piece is not found in the sources. */
export async function bundleWithout(removals: readonly Removal[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-ablation-"));
  if (folders.length === 0)
    process.once("exit", () => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));
  folders.push(folder);
  const outfile = join(folder, "worker.js");
  await bundle({
    entryPoints: [join(ROOT, "src/worker.ts")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "silent",
    plugins: [without(removals)],
  });
  return outfile;
}

function without(removals: readonly Removal[]): Plugin {
  return {
    name: "without",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const module = relative(ROOT, path);
        const contents = removeFrom(module, readFileSync(path, "utf8"), removals);
        return { contents, loader: "ts" };
      });
    },
  };
}

/** A module's source without the pieces; throws if it does not have one of them. */
export function removeFrom(module: string, source: string, removals: readonly Removal[]): string {
  let text = source;
  for (const replacement of removals.flatMap(({ replacements }) => replacements)) {
    if (replacement.module !== module) continue;
    for (const [found, instead] of replacement.texts ?? []) text = replaceOnce(module, text, found, instead);
    for (const [name, stub] of Object.entries(replacement.functions ?? {})) {
      const found = new RegExp(`export (?:async )?function ${name}[(<]`).exec(text)?.[0] ?? `function ${name}(`;
      const hidden = found.replace("export ", "").replace(name, `removed_${name}`);
      text = replaceOnce(module, text, found, `export const ${name} = ${stub};\n${hidden}`);
    }
    for (const [method, stub] of Object.entries(replacement.methods ?? {})) {
      const [type, name] = method.split(".") as [string, string];
      const isThere = text.includes(`class ${type} `) && new RegExp(`^  (?:async )?${name}\\(`, "m").test(text);
      if (!isThere) throw new Error(`${module} has no ${method}`);
      text += `\n${type}.prototype.${name} = ${stub};\n`;
    }
  }
  return text;
}

function replaceOnce(module: string, text: string, found: string, instead: string): string {
  const parts = text.split(found);
  if (parts.length !== 2) throw new Error(`${module} has ${parts.length - 1} times: ${found}`);
  return parts.join(instead);
}
