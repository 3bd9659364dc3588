/** Keys that are shown once: none goes before somebody has it or says so. */
import { beforeEach, describe, expect, test } from "vitest";
import { MadeKeys } from "../../../../../dashboard/src/keys/made-keys.ts";

let keys: MadeKeys;
let told: number;

const phone = { feed: "alice", id: "1", key: "aa.phone.cc", name: "phone", path: "/settings" };
const bot = { feed: "alice", id: "2", key: "aa.bot.cc", name: "spot-1", path: "/connect/2" };
const others = { feed: "bob", id: "3", key: "aa.others.cc", name: null, path: "/settings" };

beforeEach(() => {
  keys = new MadeKeys();
  told = 0;
  keys.subscribe(() => (told += 1));
  for (const key of [phone, bot, others]) keys.add(key);
});

const unsaved = (): readonly string[] => keys.made.filter(({ saved }) => !saved).map(({ id }) => id);

describe("keys that were made here", () => {
  test("stay beside each other, the newest first, and none is saved by being made", () => {
    expect(keys.made.map(({ id }) => id)).toEqual(["3", "2", "1"]);
    expect(unsaved()).toEqual(["3", "2", "1"]);
  });

  test("are saved by a text that has them whole, and stay until they are dismissed", () => {
    keys.copied("machine host login spot-1 password aa.bot.cc");
    expect(unsaved()).toEqual(["3", "1"]);
    keys.copied(`https://host/#feed=alice&key=${phone.key}`);
    expect(unsaved()).toEqual(["3"]);
    expect(keys.made).toHaveLength(3);
    keys.dismiss("2");
    expect(keys.made.map(({ id }) => id)).toEqual(["3", "1"]);
  });

  test("are not saved by a part of them, nor by anything else", () => {
    const before = told;
    for (const text of ["", "aa.bot", "a.phone.cc", "aa.bot.c", '"webhook": {}']) keys.copied(text);
    expect(unsaved()).toEqual(["3", "2", "1"]);
    expect(told).toBe(before);
  });

  test("stay saved while others are copied", () => {
    keys.copied(bot.key);
    keys.copied(phone.key);
    expect(unsaved()).toEqual(["3"]);
  });

  test("go with their feed, and only with theirs", () => {
    keys.dismissFeed("alice");
    expect(keys.made.map(({ id }) => id)).toEqual(["3"]);
  });
});
