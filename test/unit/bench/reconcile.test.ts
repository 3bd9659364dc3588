import { expect, test } from "vitest";
import { reconcile } from "../../../bench/reconcile.ts";

const acknowledged = [
  ["a1", "a2"],
  ["b1", "b2"],
];

test("any interleaving of producers that is the same everywhere is right", () => {
  const order = ["b1", "a1", "a2", "b2"];
  expect(reconcile({ acknowledged, received: [order, [...order]] })).toEqual([]);
});

test("an acknowledged event that a subscriber did not get is a loss", () => {
  const faults = reconcile({
    acknowledged,
    received: [
      ["a1", "a2", "b1", "b2"],
      ["a1", "a2", "b1"],
    ],
  });
  expect(faults).toEqual(["subscriber 2: 1 acknowledged events are missing, the first is b2"]);
});

test("an event that comes twice is a fault", () => {
  const twice = ["a1", "a2", "b1", "b2", "b2"];
  expect(reconcile({ acknowledged, received: [twice] })).toEqual(["subscriber 1: 1 events came twice"]);
});

test("an event that was never acknowledged is a fault", () => {
  const faults = reconcile({ acknowledged, received: [["a1", "a2", "b1", "b2", "c1"]] });
  expect(faults).toEqual(["subscriber 1: events came that were never acknowledged"]);
});

test("an event before its producer's previous one is a fault", () => {
  const faults = reconcile({ acknowledged, received: [["a2", "b1", "a1", "b2"]] });
  expect(faults).toEqual(["subscriber 1: 1 events came before their producer's previous one, the first is a2"]);
});

test("two subscribers that see different orders are a fault", () => {
  const faults = reconcile({
    acknowledged,
    received: [
      ["a1", "b1", "a2", "b2"],
      ["a1", "a2", "b1", "b2"],
    ],
  });
  expect(faults).toEqual(["subscriber 2: the order differs from the first subscriber's at event 2"]);
});
