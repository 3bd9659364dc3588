/**
 * The short form of the proof: what `npm run prove` does with a hundred thousand events and twenty kills, with a few of each.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const SCRIPT = new URL("../../scripts/prove.ts", import.meta.url).pathname;
/** Another one each day: what fails can be repeated by the seed that it prints. */
const SEED = Math.floor(Date.now() / 86_400_000);

/** Longer than the prover's own limit, so that it is the prover who says what hangs. */
const LIMIT_MS = 240_000;

test(
  "after kills, cuts and stalls everybody has the same log, and nothing stays behind",
  { timeout: LIMIT_MS },
  async () => {
    const args = ["--events", "3000", "--kills", "3", "--cut", "4", "--seed", String(SEED)];
    const { code, output, log } = await new Promise<{ code: number; output: string; log: string }>((done) => {
      const child = execFile(process.execPath, [SCRIPT, ...args], (_, output, log) =>
        done({ code: child.exitCode ?? -1, output, log }),
      );
    });
    expect(log).not.toContain("DIFFERENCE");
    expect(code, log).toBe(0);
    expect(log).toContain(`seed ${SEED}: 3000 events, 3 kills`);
    const words = /^events +([\d,]+) of 20 bots, each acknowledged, kept, shown and archived once$/m;
    const [, head = ""] = words.exec(output) ?? [];
    // More only where an answer of a relay's door was lost with a kill.
    expect(Number(head.replace(",", ""))).toBeGreaterThanOrEqual(3_000);
    expect(output).toMatch(new RegExp(`^ {2}plain-0 +${head} shown`, "m"));
    expect(output).toMatch(new RegExp(`^ {2}mirror-2 +${head} shown`, "m"));
    expect(output).toMatch(/^relays +2 for 10 bots: 750 messages taken, 0 lost, 0 twice$/m);
    expect(output).toMatch(/^ {2}kill -9 +4; /m);
    const [dir = ""] = /(?<=^in ).+$/m.exec(log) ?? [];
    expect(dir).toContain("fillcast-prove-");
    expect(existsSync(dir)).toBe(false);
    expect(execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" })).not.toContain(dir);
  },
);
