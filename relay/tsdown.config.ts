/**
 * The package: one file with everything inside, so that `npx fillcast-relay` fetches this package and no other. Node's own
 * modules stay outside.
 */
import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { main: "src/main.ts" },
  format: "esm",
  target: "node22.13",
  platform: "node",
  hash: false,
  dts: false,
  outExtensions: () => ({ js: ".js" }),
  deps: { alwaysBundle: [/./], onlyBundle: false },
});
