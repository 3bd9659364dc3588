/**
 * What a generator of clients makes of the API's description: types that compile, and that say what a user of them expects.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { createOpenapi } from "../../../src/docs/openapi.ts";

const ROOT = join(import.meta.dirname, "../../..");
const GENERATOR = join(ROOT, "test/openapi/node_modules/openapi-typescript/bin/cli.js");
const COMPILER = join(ROOT, "node_modules/typescript/bin/tsc");

const USE = `
import type { components, operations, paths } from "./api.d.ts";
type Schemas = components["schemas"];
const trade: Pick<Schemas["Trade"], "status" | "averageEntry" | "exits"> = { status: "open", averageEntry: null, exits: 0 };
// @ts-expect-error money is text
const price: Schemas["Trade"]["lastPrice"] = 1.5;
// @ts-expect-error there is no such status
const status: Schemas["Trade"]["status"] = "won";
const event: Schemas["PublishedEvent"] = { type: "signal", pair: "BTC/USDT" };
const query: operations["readEvents"]["parameters"]["query"] = { limit: 5, bot: ["spot-1"], from: 1795500000000 };
// @ts-expect-error a limit is a number
const wrong: operations["readEvents"]["parameters"]["query"] = { limit: "5" };
type State = operations["readSummary"]["responses"][200]["content"]["application/json"]["state"];
const open = (state: State): number => Object.values(state.trades).filter((each) => each.status === "open").length;
type Post = paths["/v1/events"]["post"];
export { trade, price, status, event, query, wrong, open, type Post };
`;

test(
  "a client that openapi-typescript generates compiles, with its types where they are wanted",
  { timeout: 120_000 },
  () => {
    const folder = mkdtempSync(join(ROOT, "dist/.work/openapi-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "openapi.json"), JSON.stringify(createOpenapi()));
    execFileSync(process.execPath, [GENERATOR, "openapi.json", "-o", "api.d.ts"], { cwd: folder, stdio: "pipe" });
    writeFileSync(join(folder, "use.ts"), USE);
    const options = ["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--module", "nodenext", "--ignoreConfig"];
    const run = () =>
      execFileSync(process.execPath, [COMPILER, ...options, "use.ts"], { cwd: folder, encoding: "utf8" });
    expect(run()).toBe("");
  },
);
