/** A list of destinations as the server sends it, and as nobody should. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { USUAL_RULES } from "../../../../../dashboard/src/live/alert-rules.ts";
import { decodeDestinations } from "../../../../../dashboard/src/live/destinations.ts";

const STATUS = { lastSuccessAt: 5, lastError: null, lastErrorAt: null, off: null, waiting: 2, dropped: 0 };
const ENTRY = {
  id: "d1",
  kind: "telegram",
  label: "Phone",
  host: "api.telegram.org",
  rules: USUAL_RULES,
  createdAt: 1,
  own: true,
  status: STATUS,
};

test("destinations are read, and those of a kind that a later server has are left out", () => {
  expect(decodeDestinations({ destinations: [ENTRY, { ...ENTRY, id: "d2", kind: "pigeon" }] })).toEqual([ENTRY]);
});

test("a status that says nothing is one of nothing sent", () => {
  const [read] = decodeDestinations({ destinations: [{ id: "d1", kind: "push" }] });
  expect(read).toMatchObject({
    label: "",
    own: false,
    rules: USUAL_RULES,
    status: { lastSuccessAt: null, lastError: null, lastErrorAt: null, off: null, waiting: 0, dropped: 0 },
  });
});

test("anything is a list", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(decodeDestinations(value)).toEqual([]);
    }),
  );
});
