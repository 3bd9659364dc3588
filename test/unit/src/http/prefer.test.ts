import { expect, test } from "vitest";
import { prefersLenient } from "../../../../src/http/prefer.ts";

test.each([
  ["handling=lenient", true],
  ["Handling = Lenient", true],
  ['return=minimal, handling="lenient"; foo=bar', true],
  ["handling=strict", false],
  ["handling=strict, handling=lenient", false],
  ["handling", false],
  ["lenient", false],
  ["", false],
  [",;=", false],
  [undefined, false],
])("Prefer: %s is lenient: %s", (header, lenient) => expect(prefersLenient(header)).toBe(lenient));
