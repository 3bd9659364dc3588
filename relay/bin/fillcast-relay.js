#!/usr/bin/env node
/**
 * Starts the relay: as it was packed, or in a clone from its sources, where Node reads TypeScript itself.
 */
import { existsSync } from "node:fs";

const source = new URL("../src/main.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/main.js", import.meta.url).href);
