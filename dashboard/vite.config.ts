/**
 * Builds the dashboard into dist/dashboard, where the Worker's asset binding looks for it. The client's browser bundle goes
 * beside it as /client.js, so that a plain page can import the library from the same origin, and /sw.js gets the names of the
 * files that open the page without a network.
 */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type Plugin, type Rolldown } from "vite";

const out = resolve(import.meta.dirname, "../dist/dashboard");
const clientBundle = resolve(import.meta.dirname, "../client/dist/browser/client.js");
const serviceWorker = resolve(import.meta.dirname, "src/offline/sw.js");
/** Fonts of other alphabets are fetched when somebody needs them. */
const KEPT_OFFLINE = /\.(js|css)$|-latin-wght-normal-[^/]*\.woff2$/;
const FIRST_FONT = /inter-latin-wght-normal-[^/]*\.woff2$/;
const KEPT_BY_NAME = ["/theme.js", "/icon.svg", "/icon-192.png", "/badge-96.png", "/manifest.webmanifest"];

/** Puts the client's self-contained bundle at /client.js, where it has been built. */
function serveClientBundle(): Plugin {
  return {
    name: "fillcast-client-bundle",
    apply: "build",
    closeBundle() {
      if (existsSync(clientBundle)) copyFileSync(clientBundle, resolve(out, "client.js"));
    },
  };
}

/**
 * Asks for all that the first view needs at once: the scripts that its script imports, which it would ask for one after the other,
 * and the font, which would move what it widens if it came later.
 */
function askAtOnce(): Plugin {
  return {
    name: "fillcast-ask-at-once",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {}, chunk }) {
        const font = Object.keys(bundle).find((file) => FIRST_FONT.test(file));
        if (font === undefined || chunk === undefined) throw new Error("The build lacks a script or the font.");
        const preload = { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${font}` };
        const scripts = chunk.imports.map((file) => ({
          tag: "script",
          attrs: { type: "module", crossorigin: true, src: `/${file}` },
          injectTo: "head" as const,
        }));
        return [...scripts, { tag: "link", attrs: preload, injectTo: "head" as const }];
      },
    },
  };
}

/** The file of a module that the first view needs; null for any other. */
function firstOnly(id: string, graph: ModuleGraph): string | null {
  return isInFirst(id, graph, new Set()) ? "first" : null;
}

interface ModuleGraph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** True for a module that the first script imports, or what it imports. */
function isInFirst(id: string, graph: ModuleGraph, seen: Set<string>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const info = graph.getModuleInfo(id);
  if (info === null) return false;
  // The object is the next call's too.
  const { isEntry } = info;
  const importers = [...info.importers];
  return isEntry || importers.some((importer) => isInFirst(importer, graph, seen));
}

/** Writes /sw.js, one script with the names of the files that it keeps. */
function writeServiceWorker(): Plugin {
  return {
    name: "fillcast-service-worker",
    apply: "build",
    async generateBundle(_, bundle) {
      const built = Object.keys(bundle)
        .filter((file) => KEPT_OFFLINE.test(file))
        .map((file) => `/${file}`);
      const files = JSON.stringify([...KEPT_BY_NAME, ...built.sort()]);
      const name = `fillcast-shell-${createHash("sha256").update(files).digest("hex").slice(0, 12)}`;
      const source = await bundleWorker({ __SHELL_FILES__: files, __SHELL_NAME__: JSON.stringify(name) });
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

/** A script without imports, which every browser takes as a service worker. */
async function bundleWorker(define: { readonly [name: string]: string }): Promise<string> {
  const [bundle] = (await build({
    configFile: false,
    publicDir: false,
    logLevel: "silent",
    define,
    build: {
      write: false,
      target: "es2022",
      lib: { entry: serviceWorker, formats: ["iife"], name: "worker" },
    },
  })) as readonly Rolldown.RolldownOutput[];
  const script = bundle?.output.find((file) => file.type === "chunk");
  if (script === undefined) throw new Error("The service worker has no script.");
  return script.code;
}

export default defineConfig(({ command }) => {
  // The caller (a test, say) may have set another environment, which would build React for development.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: import.meta.dirname,
    // The router brings a substitute of what React has itself since version 18.
    resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
    plugins: [react(), serveClientBundle(), askAtOnce(), writeServiceWorker()],
    build: {
      outDir: out,
      emptyOutDir: true,
      target: "es2022",
      // The content security policy takes no data: fonts and no inline code.
      assetsInlineLimit: 0,
      // One file holds what the first view needs, and one what only later views share, for which the first does not wait. The
      // page names the one (askAtOnce): browsers complain of preloads where a service worker answers.
      modulePreload: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: firstOnly, priority: 1 },
              { name: "later", minShareCount: 2 },
            ],
          },
        },
      },
      cssMinify: true,
      reportCompressedSize: false,
    },
  };
});
