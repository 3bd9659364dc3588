/** What the browser keeps of its own push destinations. */
import { expect, test } from "vitest";
import { decodeDevices, withDevice } from "../../../../../dashboard/src/push/devices.ts";

const DEVICE = { feed: "alice", id: "d1", keyId: "k1", endpoint: "https://push.example/1", auth: "secret" };

test("what is whole is read, and nothing else", () => {
  expect(decodeDevices([DEVICE])).toEqual([DEVICE]);
  expect(decodeDevices([{ ...DEVICE, keyId: 7 }])).toEqual([{ ...DEVICE, keyId: null }]);
  for (const broken of [
    undefined,
    null,
    "x",
    {},
    [null],
    [7],
    [{ ...DEVICE, auth: undefined }],
    [{ ...DEVICE, id: 1 }],
  ])
    expect(decodeDevices(broken)).toEqual([]);
});

test("a feed has one device here: a newer one takes its place", () => {
  const other = { ...DEVICE, feed: "bob", id: "d2" };
  const newer = { ...DEVICE, id: "d3" };
  expect(withDevice([DEVICE, other], newer)).toEqual([other, newer]);
});
