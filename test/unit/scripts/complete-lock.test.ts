import { expect, test } from "vitest";
import { completeLock, type LockEntry, readLock } from "../../../scripts/complete-lock.ts";

const complete = await readLock();

test("the project's own lock is complete", () => {
  expect(completeLock(complete).added).toEqual([]);
});

test("platform entries that npm dropped come back as they were, but for what only the registry knows", () => {
  const dropped = Object.keys(complete.packages).filter((path) => {
    const entry = complete.packages[path]!;
    return (
      entry.optional === true && /workerd-|oxlint\/|oxc-parser\/|typescript-/.test(path) && !path.includes("linux-x64")
    );
  });
  expect(dropped.length).toBeGreaterThan(40);
  const packages = Object.fromEntries(Object.entries(complete.packages).filter(([path]) => !dropped.includes(path)));
  const { lock, added } = completeLock({ ...complete, packages });
  expect([...added].sort()).toEqual(dropped.sort());
  expect(Object.keys(lock.packages)).toEqual(Object.keys(complete.packages));
  for (const path of dropped) {
    const { version, os, cpu, optional, dev } = complete.packages[path]!;
    expect({ path, ...pick(lock.packages[path]!) }).toEqual({ path, version, os, cpu, optional, dev });
  }
});

test("a dependency is found in its parent's own folder, and a range is left to npm", () => {
  const packages: Record<string, LockEntry> = {
    "node_modules/a": { optionalDependencies: { "b-linux-arm64-musl": "1.0.0", fsevents: "~2.3.3" } },
    "node_modules/a/node_modules/b-linux-arm64-musl": { version: "1.0.0" },
    "node_modules/c": { dev: true, license: "MIT", optionalDependencies: { "b-linux-arm64-musl": "1.0.0" } },
  };
  expect(completeLock({ packages }).lock.packages["node_modules/b-linux-arm64-musl"]).toEqual({
    version: "1.0.0",
    cpu: ["arm64"],
    dev: true,
    libc: ["musl"],
    license: "MIT",
    optional: true,
    os: ["linux"],
  });
  expect(completeLock({ packages }).added).toEqual(["node_modules/b-linux-arm64-musl"]);
});

function pick({ version, os, cpu, optional, dev }: LockEntry): LockEntry {
  return {
    ...(version === undefined ? {} : { version }),
    ...(os === undefined ? {} : { os }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(optional === undefined ? {} : { optional }),
    ...(dev === undefined ? {} : { dev }),
  };
}
