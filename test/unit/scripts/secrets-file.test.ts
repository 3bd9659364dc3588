import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  judgeSecretsFile,
  namesInSecretsFile,
  secretsFileOf,
  withSecretsFile,
  wranglerTarget,
} from "../../../scripts/secrets-file.ts";

const [TOKEN, SIGNING] = ["t".repeat(16), "s".repeat(32)];

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "secrets.json");
  const read = () => JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  return { folder, path, read };
}

describe("a deployment's secrets file", () => {
  const judge = (text: string) => {
    const { path } = newFolder();
    writeFileSync(path, text);
    return judgeSecretsFile(path);
  };

  test("is found among the arguments", () => {
    expect(secretsFileOf(["--dry-run", "--secrets-file", "a.json"])).toBe("a.json");
    expect(secretsFileOf(["--secrets-file=b.json"])).toBe("b.json");
    expect(secretsFileOf(["--secrets-file"])).toBe("");
    expect(secretsFileOf(["--dry-run"])).toBeNull();
  });

  test("gives way to another among the arguments, which keep the rest", () => {
    expect(withSecretsFile(["--secrets-file", "a", "--dry-run"], "b")).toEqual(["--dry-run", "--secrets-file", "b"]);
    expect(withSecretsFile(["-e", "x", "--secrets-file=a"], "b")).toEqual(["-e", "x", "--secrets-file", "b"]);
    expect(withSecretsFile(["--dry-run"], "b")).toEqual(["--dry-run", "--secrets-file", "b"]);
    expect(wranglerTarget(["--dry-run", "-e", "x", "--name=y", "--secrets-file", "a"])).toEqual([
      "-e",
      "x",
      "--name=y",
    ]);
  });

  test("is taken with secrets that are long enough, as JSON or lines, and with some of them", () => {
    expect(judge(JSON.stringify({ ADMIN_TOKEN: TOKEN, SIGNING_SECRET: SIGNING }))).toBeNull();
    expect(judge(`ADMIN_TOKEN=${TOKEN}\nSIGNING_SECRET="${SIGNING}"\n`)).toBeNull();
    expect(judge(JSON.stringify({ SIGNING_SECRET: SIGNING }))).toBeNull();
    expect(judge("VAPID_SUBJECT=mailto:ops@fillcast.dev\n")).toBeNull();
  });

  test.each([
    [{ ADMIN_TOKEN: "short", SIGNING_SECRET: SIGNING }, "ADMIN_TOKEN needs"],
    [{ ADMIN_TOKEN: TOKEN, SIGNING_SECRET: "short" }, "SIGNING_SECRET needs"],
    [{ ADMIN_TOKEN: TOKEN, SIGNING_SECRET: "" }, "SIGNING_SECRET is missing"],
    [{ SIGNING_SECRET_PREVIOUS: "short" }, "SIGNING_SECRET_PREVIOUS needs"],
    [{ VAPID_PRIVATE_KEY: "short" }, "VAPID_PRIVATE_KEY must be 32 bytes"],
    [{ VAPID_SUBJECT: "http://fillcast.dev" }, "VAPID_SUBJECT must be an address that reaches you"],
    [{ VAPID_SUBJECT: "mailto:you@example.com" }, "example.com is for examples"],
    [{ VAPID_SUBJECT: "mailto:ops@localhost" }, "Apple refuses it"],
  ])("is refused with %j, without a character of them", (secrets, part) => {
    const said = judge(JSON.stringify(secrets));
    expect(said).toContain(part);
    expect(said).not.toContain('"short"');
    expect(
      judge(
        Object.entries(secrets)
          .map((pair) => pair.join("="))
          .join("\n"),
      ),
    ).toContain(part);
  });

  test("says which secrets it has", () => {
    const { path } = newFolder();
    writeFileSync(path, `ADMIN_TOKEN=${TOKEN}\nVAPID_SUBJECT=mailto:ops@fillcast.dev\n`);
    expect(namesInSecretsFile(path)).toEqual(["ADMIN_TOKEN", "VAPID_SUBJECT"]);
  });

  test("that is none is refused", () => {
    expect(judgeSecretsFile("/nowhere/secrets.json")).toContain("cannot be read (ENOENT)");
    for (const text of ["", "{", '{"ADMIN_TOKEN":5}', "nonsense"])
      expect(judge(text)).toContain("must be a JSON object");
  });
});
