/**
 * What holds at the edge for anything that anybody may send.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FREQTRADE_TYPES, isPublishableType, isRefused, type JsonObject } from "@fillcast/protocol";
import { verifyToken, signToken } from "../../src/auth/jwt.ts";
import { headerToCredential } from "../../src/auth/credentials.ts";
import { canonicalJson } from "../../src/ingest/content.ts";
import { decodeFreqtrade } from "../../src/ingest/sources/freqtrade.ts";
import { parseJson } from "../../src/ingest/decode/json.ts";
import { decodeJsonEvents, decodeNdjsonEvents } from "../support/said.ts";
import { SOURCES } from "../../src/ingest/sources/all.ts";
import { decodeWishes } from "../../src/live/wishes.ts";

const contentType = fc.constantFrom(
  undefined,
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "text/plain; charset=latin-1",
  "image/png",
);
const jsonish = fc
  .array(
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"price"',
      '"\\',
      '"',
      "\\",
      "1",
      "-",
      "0.10",
      "1e5",
      "01",
      "null",
      " ",
      "\n",
      "é",
    ),
  )
  .map((parts) => parts.join(""));
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  jsonish.map((text) => new TextEncoder().encode(text)),
  fc
    .dictionary(
      fc.constantFrom("type", "pair", "trade", "price", "px", "side", "final", "__proto__"),
      fc.oneof(fc.constantFrom("entry_fill", "signal", "BUY", "true", "1.5"), fc.jsonValue({ maxDepth: 1 })),
    )
    .map((members) => new TextEncoder().encode(JSON.stringify(members))),
);
const mapping = fc.constantFrom(
  "",
  "map=price:px",
  "map=type:px,trade:price",
  "map=price",
  "map=final:type&map=pair:px",
);

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

describe("parseJson", () => {
  test("takes exactly what JSON.parse takes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), jsonish), fc.boolean(), (text, keeps) => {
        const parsed = parseJson(text, () => keeps);
        expect(isRefused(parsed)).toBe(parse(text) === null);
      }),
      { numRuns: 2_000 },
    );
  });

  test("changes nothing but numbers, and no number that survives", () => {
    const value = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(value, (original) => {
        const text = JSON.stringify(original);
        const kept = parseJson(text, () => true);
        const plain = parseJson(text, () => false);
        if (isRefused(kept) || isRefused(plain)) throw new Error("refused");
        // Every number as the text that it was; elsewhere only where a float has more than 15 digits.
        const asText = (_: string, member: unknown) => (typeof member === "number" ? JSON.stringify(member) : member);
        expect(JSON.stringify(kept.value)).toBe(JSON.stringify(original, asText));
        expect(JSON.stringify(plain.value, asText)).toBe(JSON.stringify(original, asText));
      }),
      { numRuns: 1_000 },
    );
  });
});

test("canonical JSON is the same value, whatever the order of its members", () => {
  const shuffle = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffle);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, shuffle(member)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as JsonObject);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(shuffle(value) as JsonObject)).toBe(text);
    }),
  );
});

describe("decoders are total", () => {
  test("a webhook's body is an event of a publishable type, or a refusal", () => {
    fc.assert(
      fc.property(body, contentType, mapping, (bytes, type, query) => {
        for (const { decode } of SOURCES) {
          const decoded = decode(bytes, type, new URLSearchParams(query));
          if (isRefused(decoded)) expect(decoded.problem.detail).not.toBe("");
          else expect(isPublishableType(decoded.type)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("no field of a Freqtrade body is lost, in any format", () => {
    const fields = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(fields, fc.constantFrom(...FREQTRADE_TYPES), (others, type) => {
        const { type: _, ...rest } = others;
        const sent = { type, ...rest };
        const decoded = decodeFreqtrade(new TextEncoder().encode(JSON.stringify(sent)), "application/json");
        if (isRefused(decoded)) throw new Error(decoded.problem.detail);
        expect(decoded.type).toBe(type);
        expect(Object.keys(decoded.data).sort()).toEqual(Object.keys(rest).sort());
      }),
    );
  });

  test("an event of /v1/events is taken or refused with pointers", () => {
    const event = fc.record(
      {
        id: fc.anything(),
        type: fc.oneof(fc.constant("signal"), fc.string()),
        bot: fc.oneof(fc.constant("b"), fc.string()),
        ts: fc.oneof(fc.nat(), fc.anything()),
        pair: fc.anything(),
        trade: fc.oneof(fc.record({ id: fc.string() }), fc.anything()),
        data: fc.anything(),
        other: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.array(event)), (value) => {
        const text = JSON.stringify(value);
        for (const decoded of [decodeJsonEvents(text), decodeNdjsonEvents(text)]) {
          if (decoded.kind !== "refused") continue;
          if (decoded.problem.slug === "invalid-event") expect(decoded.problem.errors!.length).toBeGreaterThan(0);
          for (const { pointer } of decoded.problem.errors ?? []) expect(pointer).toMatch(/^(\/.*)?$/s);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a query is wishes or a refusal, and a filter fits what a socket keeps", () => {
    const name = fc.constantFrom("epoch", "after", "tail", "since", "types", "bots", "pairs", "ack", "snapshot", "x");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const wishes = decodeWishes(new URLSearchParams(pairs));
        if (!isRefused(wishes)) expect(JSON.stringify(wishes).length).toBeLessThan(7_000);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("keys", () => {
  const secrets = { current: "a secret" };
  const key = signToken({ sub: "u1", scope: "owner", jti: "k1", iat: 1 }, secrets);

  test("no text but a signed one is a key", () => {
    const near = fc.tuple(fc.nat(key.length), fc.nat(8), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (choice) => {
        const text =
          typeof choice === "string" ? choice : key.slice(0, choice[0]) + choice[2] + key.slice(choice[0] + choice[1]);
        expect(verifyToken(text, secrets) === null).toBe(text !== key);
      }),
      { numRuns: 2_000 },
    );
  });

  test("any header is read without a throw", () => {
    fc.assert(
      fc.property(fc.constantFrom("Basic ", "Bearer ", "basic", ""), fc.string(), (scheme, text) => {
        const credential = headerToCredential(scheme + text);
        expect(credential === null || credential.length > 0).toBe(true);
      }),
    );
  });
});
