/**
 * What is uploaded and downloaded: the Worker as a deployment would bundle it, and an app's share of the client library, gzipped.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleWorker } from "./sides/bundle.ts";

export interface SizesMeasurement {
  readonly workerKiB: number;
  /** For a page without a bundler: the library with partysocket. */
  readonly clientKiB: number;
}

const ROOT = join(import.meta.dirname, "..");

export async function measureSizes(): Promise<SizesMeasurement> {
  const worker = await bundleWorker(join(ROOT, "wrangler.jsonc"), "src/worker.ts");
  return { workerKiB: gzipKiB(worker), clientKiB: gzipKiB(join(ROOT, "client/dist/browser/client.js")) };
}

function gzipKiB(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length / 1_024;
}
