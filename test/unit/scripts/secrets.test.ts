import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadSecrets } from "../../../scripts/secrets.ts";
import { StartError } from "../../../scripts/start-error.ts";
import { judgeVapid, makeVapidPair } from "../../../scripts/vapid.ts";
import { secretToKid } from "../../../src/auth/secrets.ts";

const NONE = { adminToken: null, signingSecret: null };
const [TOKEN, SIGNING, OTHER] = ["t".repeat(16), "s".repeat(32), "o".repeat(32)];

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "secrets.json");
  const read = () => JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  return { folder, path, read };
}

/** What a start with these is refused with. */
const refusal = (...args: Parameters<typeof loadSecrets>) =>
  loadSecrets(...args).then(
    () => "",
    (error: unknown) => (error instanceof StartError ? error.message : `not a sentence: ${String(error)}`),
  );

describe("the secrets of a local start", () => {
  test("are made once, long enough, and kept for their owner alone", async () => {
    const { folder, path, read } = newFolder();
    const made = await loadSecrets(folder, NONE, false);
    expect(made.adminToken.length).toBeGreaterThanOrEqual(16);
    expect(made.signingSecret.length).toBeGreaterThanOrEqual(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(folder, NONE, true)).toEqual(made);
    const { vapid, ...secrets } = made;
    expect(read()).toEqual({
      ...secrets,
      signedWith: secretToKid(made.signingSecret),
      vapidPublicKey: vapid.publicKey,
      vapidPrivateKey: vapid.privateKey,
    });
    expect(judgeVapid({ VAPID_PUBLIC_KEY: vapid.publicKey, VAPID_PRIVATE_KEY: vapid.privateKey })).toEqual([]);
  });

  test("of a version before are taken as they are", async () => {
    const { folder, path } = newFolder();
    writeFileSync(path, JSON.stringify({ adminToken: TOKEN, signingSecret: SIGNING }));
    const taken = await loadSecrets(folder, NONE, true);
    expect(taken).toMatchObject({ adminToken: TOKEN, signingSecret: SIGNING });
    // They have no keys for push: made now, and kept.
    expect(await loadSecrets(folder, NONE, true)).toEqual(taken);
  });

  test("that were given are not written down", async () => {
    const { folder, path } = newFolder();
    const given = { adminToken: TOKEN, signingSecret: SIGNING };
    expect(await loadSecrets(folder, given, false)).toMatchObject(given);
    expect(readFileSync(path, "utf8")).not.toMatch(/t{16}|s{32}/);
  });

  test("are not made again where there are feeds", async () => {
    const { folder, path } = newFolder();
    expect(await refusal(folder, NONE, true)).toMatch(/is missing.+--signing-secret/);
    expect(await refusal(folder, { ...NONE, adminToken: TOKEN }, true)).toMatch(/is missing/);
    expect(() => readFileSync(path)).toThrow("ENOENT");
    expect(await loadSecrets(folder, { ...NONE, signingSecret: SIGNING }, true)).toMatchObject({
      signingSecret: SIGNING,
    });
  });

  test.each(["", " ", "{", '{"adm', "[]", "null", "5", '"x"', "{}", '{"adminToken":5}', "\u0000\u0001"])(
    "are not read out of %j",
    async (text) => {
      for (const hasFeeds of [true, false]) {
        const { folder, path } = newFolder();
        writeFileSync(path, text);
        expect(await refusal(folder, NONE, hasFeeds)).toMatch(/is damaged.+--signing-secret/);
        expect(await refusal(folder, { ...NONE, signingSecret: SIGNING }, hasFeeds)).toMatch(/is damaged/);
        expect(readFileSync(path, "utf8")).toBe(text);
      }
    },
  );

  test("in a damaged file are not needed where both are given", async () => {
    const { folder, path } = newFolder();
    writeFileSync(path, "{");
    const given = { adminToken: TOKEN, signingSecret: SIGNING };
    expect(await loadSecrets(folder, given, true)).toMatchObject(given);
  });

  test("have the same keys for push whatever else was given, since devices subscribed with them", async () => {
    const { folder } = newFolder();
    const { vapid } = await loadSecrets(folder, NONE, false);
    expect((await loadSecrets(folder, { adminToken: TOKEN, signingSecret: SIGNING }, true)).vapid).toEqual(vapid);
    expect((await loadSecrets(folder, { adminToken: null, signingSecret: OTHER }, true)).vapid).toEqual(vapid);
  });

  test("are refused where the keys for push are damaged", async () => {
    const { folder, path, read } = newFolder();
    await loadSecrets(folder, NONE, false);
    const { vapidPublicKey, ...kept } = read();
    const other = makeVapidPair().publicKey;
    for (const broken of [kept, { ...kept, vapidPublicKey: "B" }, { ...kept, vapidPublicKey: other }]) {
      writeFileSync(path, JSON.stringify(broken));
      expect(await refusal(folder, NONE, true)).toMatch(/keys for push in .+ are damaged\. Restore/);
    }
    writeFileSync(path, JSON.stringify({ ...kept, vapidPublicKey }));
    expect(await refusal(folder, NONE, true)).toBe("");
  });

  test("are not changed back in silence: what signed last has to be given again", async () => {
    const { folder } = newFolder();
    const made = await loadSecrets(folder, NONE, false);
    await loadSecrets(folder, { ...NONE, signingSecret: SIGNING }, true);
    expect(await refusal(folder, NONE, true)).toMatch(/passed with --signing-secret. Pass it again/);
    expect(await loadSecrets(folder, { ...NONE, signingSecret: OTHER }, true)).toMatchObject({ signingSecret: OTHER });
    await loadSecrets(folder, { ...NONE, signingSecret: made.signingSecret }, true);
    expect(await loadSecrets(folder, NONE, true)).toEqual(made);
  });

  test("with both given once have to be given again", async () => {
    const { folder } = newFolder();
    await loadSecrets(folder, { adminToken: TOKEN, signingSecret: SIGNING }, true);
    expect(await refusal(folder, NONE, true)).toMatch(/Pass it again/);
    expect(await refusal(folder, NONE, false)).toBe("");
  });

  test.each([
    [{ adminToken: "t".repeat(15), signingSecret: null }, "ADMIN_TOKEN needs at least 16"],
    [{ adminToken: null, signingSecret: "s".repeat(31) }, "SIGNING_SECRET needs at least 32"],
  ])("are refused where they are short: %j", async (given, part) => {
    const { folder, path } = newFolder();
    expect(await refusal(folder, given, false)).toContain(part);
    expect(() => readFileSync(path)).toThrow("ENOENT");
  });

  test("are refused where the kept ones are short", async () => {
    const { folder, path } = newFolder();
    writeFileSync(path, JSON.stringify({ adminToken: "a", signingSecret: SIGNING }));
    expect(await refusal(folder, NONE, true)).toContain(`${path} are too short: ADMIN_TOKEN`);
  });
});
