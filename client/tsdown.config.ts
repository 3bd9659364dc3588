/**
 * The package: ES modules and declarations per entry with the wire contract inside and partysocket outside, and for
 * plain pages one file each of client and badge with everything inside (`dist/browser`, served by the Worker as `/client.js`
 * and `/badge.js`).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";

const common: UserConfig = {
  format: "esm",
  target: "es2022",
  platform: "neutral",
  hash: false,
  // Nothing here acts when it is imported, but for the badge, which is an entry of its own.
  treeshake: { moduleSideEffects: false },
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
};

export default defineConfig([
  {
    ...common,
    entry: { index: "src/index.ts", react: "src/react.ts", badge: "src/badge.ts", testing: "src/testing.ts" },
    dts: { generator: "oxc", tsconfig: declareProtocol() },
    deps: { alwaysBundle: ["@fillcast/protocol"], neverBundle: ["partysocket/ws", "react"] },
  },
  forPlainPages("client", "src/index.ts"),
  forPlainPages("badge", "src/badge.ts"),
]);

function forPlainPages(name: string, path: string): UserConfig {
  return {
    ...common,
    entry: { [name]: path },
    outDir: "dist/browser",
    clean: false,
    dts: false,
    minify: true,
    deps: { alwaysBundle: [/./], onlyBundle: false },
  };
}

/** The client's declarations are made file by file; those of the protocol need the compiler: they are made here, and found by the answered tsconfig. */
function declareProtocol(): string {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const project = join(import.meta.dirname, "../protocol");
  const outDir = mkdtempSync(join(tmpdir(), "fillcast-protocol-"));
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--incremental", "false"];
  const places = ["-p", project, "--rootDir", join(project, "src"), "--outDir", outDir];
  execFileSync(process.execPath, [compiler, ...places, ...options], { stdio: "inherit" });
  const tsconfig = join(outDir, "tsconfig.json");
  const paths = { "@fillcast/protocol": [join(outDir, "index.d.ts")] };
  writeFileSync(
    tsconfig,
    JSON.stringify({ compilerOptions: { isolatedDeclarations: true, declaration: true, paths } }),
  );
  return tsconfig;
}
