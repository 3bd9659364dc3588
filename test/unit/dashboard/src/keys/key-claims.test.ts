import { expect, test } from "vitest";
import { readClaims } from "../../../../../dashboard/src/keys/key-claims.ts";

const KEY = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJhYmMxMjMifQ.sig_-x";

test("the page knows its own key on the list by the id inside it", () => {
  expect(readClaims(KEY).id).toBe("abc123");
  expect(readClaims("no key").id).toBeNull();
});
