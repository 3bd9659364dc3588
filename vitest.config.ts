import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { makeVapidPair } from "./scripts/vapid.ts";

/** Signs the keys of the runtime tests; any text does. */
const SIGNING_SECRET = "test-signing-secret-0123456789abcdef";
const ADMIN_TOKEN = "test-admin-token";
/** A pair of P-256 for push, and a contact of the right form; any do. */
const VAPID = makeVapidPair();

/** Files at a time, of all projects together: much of an end-to-end test is waiting, so one more than there are cores. */
const maxWorkers = Math.min(availableParallelism() + 1, 4);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          expect: { poll: { timeout: 60_000 } },
          maxWorkers,
          // A process and its modules for each file would take as long as the tests.
          isolate: false,
          include: ["test/unit/**/*.test.{ts,tsx}", "test/property/**/*.test.ts", "test/simulation/**/*.test.ts"],
          environment: "node",
          // A bound for what hangs, not for what is slow: machines are busy.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.jsonc" },
            remoteBindings: false,
            miniflare: {
              // Without migrations.
              d1Databases: ["EMPTY_DB"],
              bindings: {
                SIGNING_SECRET,
                ADMIN_TOKEN,
                VAPID_PUBLIC_KEY: VAPID.publicKey,
                VAPID_PRIVATE_KEY: VAPID.privateKey,
                VAPID_SUBJECT: "mailto:ops@fillcast.dev",
                LOCAL_DESTINATIONS: "on",
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "workers",
          globalSetup: ["./test/support/receivers-setup.ts"],
          expect: { poll: { timeout: 60_000 } },
          maxWorkers,
          // As long would a workerd for each file take; so each names its own feeds.
          isolate: false,
          include: ["test/workers/**/*.test.ts"],
          setupFiles: ["./test/workers/setup.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          globalSetup: ["./test/support/shared-server.ts"],
          // What is waited for comes at once on an idle machine, and late on a busy one.
          expect: { poll: { timeout: 60_000 } },
          maxWorkers,
          // Most of a file's start is loading the browser's driver.
          isolate: false,
          include: ["test/e2e/**/*.test.ts"],
          environment: "node",
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "long",
          globalSetup: ["./test/support/shared-server.ts"],
          expect: { poll: { timeout: 60_000 } },
          maxWorkers,
          // Provers in their long form, and what takes minutes: `npm run test:long`.
          env: { SEEDS: process.env.SEEDS ?? "150" },
          include: ["test/long/**/*.test.ts", "test/simulation/**/*.test.ts"],
          environment: "node",
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
