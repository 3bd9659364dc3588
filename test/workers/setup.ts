/**
 * Before every file of runtime tests: the database as a deployment has it.
 */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type * as worker from "../../src/worker.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly TEST_MIGRATIONS: D1Migration[];
      /** A database without tables. */
      readonly EMPTY_DB: D1Database;
    }
    interface GlobalProps {
      mainModule: typeof worker;
    }
  }
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
