/**
 * Builds the dashboard into dist/dashboard, where the Worker's asset binding looks for it. The client's browser bundle goes
 * beside it as /client.js, so that a plain page can import the library from the same origin.
 */
import { copyFileSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const out = resolve(import.meta.dirname, "../dist/dashboard");
const clientBundle = resolve(import.meta.dirname, "../client/dist/browser/client.js");

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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serveClientBundle()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2022",
    // The content security policy takes no data: fonts and no inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssMinify: true,
    reportCompressedSize: false,
  },
});
