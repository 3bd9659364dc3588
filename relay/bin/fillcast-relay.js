#!/usr/bin/env node
/**
 * Starts the relay: as it was packed, or in a clone from its sources, where Node reads TypeScript itself.
 */
import { existsSync } from "node:fs";

// Node 22 warns that its SQLite is experimental, which would stand first in every log.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning, ...more) => {
  if (!String(warning).startsWith("SQLite is an experimental feature")) emitWarning(warning, ...more);
};

const source = new URL("../src/main.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/main.js", import.meta.url).href);
