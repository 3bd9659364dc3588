/**
 * The ready-made position stores.
 */
import { afterEach, expect, test, vi } from "vitest";
import { localStore, memory, sessionStore } from "../../../../client/src/store.ts";

const at = (seq: number, epoch = "0mwuacao0") => ({ epoch, seq });

function stubStorage(name: "localStorage" | "sessionStorage"): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal(name, {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  return kept;
}
afterEach(() => vi.unstubAllGlobals());

test("memory keeps a position for as long as it is held", async () => {
  const store = memory();
  expect(await store.load()).toBeNull();
  await store.save(at(3));
  expect(await store.load()).toEqual(at(3));
});

test.each([
  ["sessionStorage", sessionStore],
  ["localStorage", localStore],
] as const)("%s keeps positions by key", async (name, create) => {
  stubStorage(name);
  await create("a").save(at(3));
  expect(await create("a").load()).toEqual(at(3));
  expect(await create("b").load()).toBeNull();
});

test("a slower tab cannot move the shared position back, and a new life of the log moves it on", async () => {
  stubStorage("localStorage");
  await localStore("a").save(at(10));
  await localStore("a").save(at(9));
  expect(await localStore("a").load()).toEqual(at(10));
  await localStore("a").save(at(2, "0mwuacao1"));
  expect(await localStore("a").load()).toEqual(at(2, "0mwuacao1"));
});

test.each(["", "nonsense", "0mwuacao0_3", '{"epoch":"0mwuacao0","seq":3}'])(
  "what is no position counts as none: %j",
  async (text) => {
    stubStorage("localStorage").set("a", text);
    expect(await localStore("a").load()).toBeNull();
  },
);

test("a storage that is not there has nothing kept, says so at each save, and harms nothing at import", async () => {
  vi.stubGlobal("localStorage", undefined);
  expect(await localStore("a").load()).toBeNull();
  await expect(localStore("a").save(at(1))).rejects.toThrow();
});
