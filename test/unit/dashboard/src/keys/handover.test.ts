import { expect, test } from "vitest";
import { parseMessage } from "../../../../../dashboard/src/keys/handover.ts";

const claims = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const credentials = { feed: "alice", key: `${claims({ alg: "HS256" })}.${claims({ sub: "alice" })}.c2ln` };
const give = { kind: "give", to: "1", credentials, usedAt: 5 };

test("questions and answers of other tabs are read whole", () => {
  expect(parseMessage({ kind: "ask", id: "1", more: 2 })).toEqual({ kind: "ask", id: "1" });
  expect(parseMessage({ ...give, more: 2 })).toEqual(give);
});

test("what is neither is nothing, above all a key that is none", () => {
  for (const value of [null, 5, "ask", [], {}, { kind: "ask" }, { kind: "ask", id: 1 }, { ...give, to: null }])
    expect(parseMessage(value)).toBe(null);
  for (const given of [
    null,
    {},
    { ...credentials, feed: "a/b" },
    { ...credentials, key: "key" },
    { ...credentials, key: 5 },
  ])
    expect(parseMessage({ ...give, credentials: given })).toBe(null);
  expect(parseMessage({ ...give, usedAt: "5" })).toBe(null);
});
