/** Answers of receivers, as channels read them, and what must be true of any reading. */
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Answer } from "../../parties/feed/alerts/delivery/answer.ts";
import type { Outcome } from "../../parties/feed/alerts/delivery/outcome.ts";

export const ANSWERED_MS = Date.UTC(2026, 10, 24, 14);

export function answer(status: number, text = "", retryAfter: string | null = null): Answer {
  return { status, text, retryAfter, atMs: ANSWERED_MS };
}

/** Any that a receiver can give, with the members that readers look for among them. */
export const anyAnswer: fc.Arbitrary<Answer> = fc
  .record({
    status: fc.oneof(
      fc.integer({ min: 200, max: 599 }),
      fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 410, 413, 429, 500, 503),
    ),
    text: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc
        .record(
          {
            description: fc.anything(),
            message: fc.anything(),
            error: fc.anything(),
            parameters: fc.oneof(fc.record({ retry_after: fc.anything() }), fc.anything()),
            retry_after: fc.oneof(fc.double(), fc.anything()),
          },
          { requiredKeys: [] },
        )
        .map((body) =>
          JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
        ),
    ),
    retryAfter: fc.option(
      fc.oneof(
        fc.string(),
        fc.integer().map(String),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
    ),
  })
  .map(({ status, text, retryAfter }) => answer(status, text, retryAfter));

/** That it is sent by a 2xx and nothing else, waits a time within the hour, and says one bounded line. */
export function expectSound(outcome: Outcome, { status }: Answer): void {
  expect(outcome.kind === "sent").toBe(status >= 200 && status <= 299);
  if (outcome.kind === "sent") return;
  expect(outcome.why.length).toBeLessThan(400);
  expect(outcome.why).toMatch(/^[^\p{Cc}]+\.$/u);
  if (outcome.kind === "failed" && outcome.afterMs !== null) {
    expect(outcome.afterMs).toBeGreaterThanOrEqual(0);
    expect(outcome.afterMs).toBeLessThanOrEqual(3_600_000);
  }
}
