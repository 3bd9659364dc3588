import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

/** Start-up time follows size. 4 KiB of it are the archive in parts and its repair, 6 KiB the typed members of trades and the answers that name a place in a body, 5 KiB modes, days and corrections, 1 KiB the patterns of parameters and which route takes which, 1 KiB the mapping of flat JSON and the sources' own descriptions, 1 KiB the ends of secrets' names and the instants and currencies of trades, 1 KiB errors that say what to do next, 2 KiB a SHA-256 in script, 9 KiB what relays send: items, vitals and trades as bots have them, 3 KiB profit added up by groups, 2 KiB settings that all devices share, 21 KiB alerts: rules, digests, messages and schedules, six channels with their answers, sealed addresses, push encryption, and the bodies of their routes, 16 KiB share links: their object, the redaction, the page with its style and script, badge, line, and a preview image that is drawn here. zod's named import alone (`{ z }`) would bring 93 KB of locales, its chained form 12 KB more than its small one. */
const UPLOAD_MAX_BYTES = 155 * 1024;

test("the whole Worker, as it is uploaded, stays within 155 KiB gzipped", { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "fillcast-bundle-"));
  try {
    const quiet = {
      CI: "1",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_LOG: "error",
      WRANGLER_LOG_PATH: directory,
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
    };
    const wrangler = join(import.meta.dirname, "../../../node_modules/.bin/wrangler");
    execFileSync(wrangler, ["deploy", "--dry-run", "--outdir", join(directory, "out"), "--assets", directory], {
      cwd: join(import.meta.dirname, "../../.."),
      env: { ...process.env, ...quiet },
      stdio: "pipe",
    });
    const worker = readFileSync(join(directory, "out", "worker.js"));
    expect(gzipSync(worker).byteLength).toBeLessThanOrEqual(UPLOAD_MAX_BYTES);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
