/**
 * The package: ES modules and declarations per entry, and for plain pages one file each of client, badge and tape with
 * everything inside (`dist/browser`, served by the Worker as `/client.js`, `/badge.js`, `/tape.js`). The wire contract and partysocket are inside
 * everywhere: small enough is part of the promise, and from here partysocket can come without what only its own users need.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";

/** Names of properties that are neither public nor on the wire, nor looked up by a text; partysocket's own begin with `_`. */
const PRIVATE_NAMES =
  /^(generation|failures|pending|seen|due|link|stage|firm|fill|unackedBytes|pingedAt|sampledAt|effects|held|config|arrived|item|fillTries|base|rebuilding|acked|complained|partial|isLoaded|refusals|isNewLog|_.+)$/;

/** What partysocket has for its own users, and the client never calls: methods, logging, and a copy of each event for listeners. */
const UNUSED_MEMBERS = [
  "retryCount",
  "bufferedAmount",
  "extensions",
  "protocol",
  "readyState",
  "url",
  "shouldReconnect",
  "binaryType",
  "reconnect",
  "drainQueuedMessages",
  "_debug",
];

const common: UserConfig = {
  format: "esm",
  target: "es2022",
  platform: "neutral",
  hash: false,
  clean: false,
  dts: false,
  treeshake: {
    // Nothing here acts when it is imported, but for the badge, which is an entry of its own.
    moduleSideEffects: false,
    // Partysocket's hints to those who use it directly.
    manualPureFunctions: ["console.warn", "console.error"],
  },
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
};

/** One file with everything inside. Property names can be made short where a build makes one file. */
const whole: UserConfig = {
  ...common,
  minify: { compress: true, mangle: true, codegen: true, mangleProps: { include: PRIVATE_NAMES } },
  plugins: [prunePartysocket()],
  deps: { alwaysBundle: [/./], onlyBundle: false },
};

export default defineConfig([
  { ...whole, entry: { core: "src/core.ts" }, sourcemap: true },
  {
    ...common,
    entry: {
      index: "src/index.ts",
      react: "src/react.ts",
      badge: "src/badge.ts",
      tape: "src/tape.ts",
      csv: "src/csv.ts",
      messages: "src/messages.ts",
      debug: "src/debug.ts",
      sse: "src/sse.ts",
      testing: "src/testing.ts",
    },
    dts: { generator: "oxc", tsconfig: declareProtocol() },
    minify: true,
    sourcemap: true,
    plugins: [besideCore()],
    deps: { alwaysBundle: ["@fillcast/protocol", "big.js"], neverBundle: ["react"] },
  },
  { ...whole, entry: { client: "src/index.ts" }, outDir: "dist/browser" },
  { ...whole, entry: { badge: "src/badge.ts" }, outDir: "dist/browser" },
  { ...whole, entry: { tape: "src/tape.ts" }, outDir: "dist/browser" },
]);

/** Partysocket without what is never used here; a version whose source reads otherwise stops the build. */
function prunePartysocket(): NonNullable<UserConfig["plugins"]> {
  const cuts = [
    /^\s+this\._debug\((?:[^()]|\([^()]*\))*\);\n/gm,
    /^\s+this\.dispatchEvent\(cloneEvent\(event\)\);\n/gm,
    ...UNUSED_MEMBERS.map((name) => new RegExp(`^( +)(?:[gs]et )?${name}\\([^\\n]*\\n[^]*?^\\1\\}\\n`, "gm")),
  ];
  return {
    name: "prune-partysocket",
    transform(code, id) {
      if (!/partysocket.dist.ws\.js$/.test(id)) return;
      let pruned = code;
      for (const cut of cuts) {
        const before = pruned;
        pruned = before.replace(cut, "");
        if (pruned === before) throw new Error(`${id} has nothing that fits ${cut}`);
      }
      return { code: pruned, map: null };
    },
  };
}

/** The entries import the core as the file beside them. */
function besideCore(): NonNullable<UserConfig["plugins"]> {
  return {
    name: "beside-core",
    resolveId: (id, importer) =>
      id === "./core.ts" && importer?.endsWith(".d.ts") === false ? { id: "./core.js", external: true } : null,
  };
}

/** The client's declarations are made file by file; those of the protocol need the compiler: they are made here, and found by the answered tsconfig. */
function declareProtocol(): string {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const project = join(import.meta.dirname, "../protocol");
  const outDir = mkdtempSync(join(tmpdir(), "fillcast-protocol-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
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
