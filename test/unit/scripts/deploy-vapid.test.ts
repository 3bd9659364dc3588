import { existsSync, readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { addPair, decidePair, readSecretList, withPrivateFile } from "../../../scripts/deploy-vapid.ts";
import { judgeVapid } from "../../../scripts/vapid.ts";

const names = (...list: string[]) => ({ kind: "names" as const, names: new Set(list) });

describe("the list of a Worker's secrets", () => {
  test("is read from wrangler's JSON, whatever stands around it", () => {
    const output = 'a warning\n[\n  {\n    "name": "ADMIN_TOKEN",\n    "type": "secret_text"\n  }\n]\n';
    expect(readSecretList({ ok: true, output })).toEqual(names("ADMIN_TOKEN"));
    expect(readSecretList({ ok: true, output: "[]" })).toEqual(names());
    expect(readSecretList({ ok: true, output: "nonsense" })).toMatchObject({ kind: "unknown" });
  });

  test("is none of a Worker that does not exist, and unknown after any other failure", () => {
    const missing =
      '✘ [ERROR] Worker "fillcast" not found.\n\nIf this is a new Worker, run `wrangler deploy` first to create it.';
    expect(readSecretList({ ok: false, output: missing })).toEqual({ kind: "new" });
    expect(readSecretList({ ok: false, output: missing.replace('" not', '" (env: x) not') })).toEqual({ kind: "new" });
    expect(readSecretList({ ok: false, output: "fetch failed" })).toEqual({ kind: "unknown", said: "fetch failed" });
  });
});

describe("the keys for push of a deployment", () => {
  test("are made where there are none, and kept where there are", () => {
    expect(decidePair({ kind: "new" }, ["ADMIN_TOKEN"])).toBe("make");
    expect(decidePair(names("ADMIN_TOKEN", "SIGNING_SECRET"), [])).toBe("make");
    expect(decidePair(names("VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"), [])).toBe("keep");
    expect(decidePair({ kind: "new" }, ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"])).toBe("keep");
  });

  test("are never made on a guess", () => {
    expect(decidePair({ kind: "unknown", said: "fetch failed" }, [])).toMatchObject({
      refusal: expect.stringContaining("fetch failed") as string,
    });
    expect(decidePair(names("VAPID_PUBLIC_KEY"), [])).toMatchObject({
      refusal: expect.stringContaining("VAPID_PUBLIC_KEY and not the other one") as string,
    });
  });

  test("stand beside what the operator gave, in its own form", () => {
    const json = JSON.parse(addPair('{"ADMIN_TOKEN":"t"}')) as Record<string, string>;
    const lines = parseEnv(addPair("# mine\nADMIN_TOKEN=$HOME/t")) as Record<string, string>;
    const alone = JSON.parse(addPair(null)) as Record<string, string>;
    expect(json.ADMIN_TOKEN).toBe("t");
    expect(addPair("# mine\nADMIN_TOKEN=$HOME/t")).toContain("# mine\nADMIN_TOKEN=$HOME/t\n");
    for (const secrets of [json, lines, alone]) {
      expect(judgeVapid(secrets)).toEqual([]);
      expect(Object.keys(secrets)).toEqual(expect.arrayContaining(["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"]));
    }
  });

  test("lie in a file for this user alone, for as long as they are needed", async () => {
    const seen = await withPrivateFile('{"a":"b"}', async (path) => {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(path.endsWith(".json")).toBe(true);
      return { path, text: readFileSync(path, "utf8") };
    });
    expect(seen.text).toBe('{"a":"b"}');
    expect(existsSync(seen.path)).toBe(false);
    let failed = "";
    await expect(
      withPrivateFile("A=b\n", (path) => {
        failed = path;
        throw new Error("wrangler failed");
      }),
    ).rejects.toThrow("wrangler failed");
    expect(failed.endsWith(".env")).toBe(true);
    expect(existsSync(failed)).toBe(false);
  });
});
