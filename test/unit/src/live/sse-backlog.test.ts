import { expect, test } from "vitest";
import { SseBacklog } from "../../../../src/live/sse-backlog.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251);

test("hands over every byte once, in order, in small chunks that are not copies", () => {
  const backlog = new SseBacklog();
  const pieces = [bytes(40_000), bytes(10), bytes(16 * 1024)];
  for (const piece of pieces) backlog.push(piece, null, 0);
  const got: number[] = [];
  for (let chunk = backlog.hand(); chunk !== null; chunk = backlog.hand()) {
    expect(chunk.byteLength).toBeLessThanOrEqual(16 * 1024);
    expect(pieces.map(({ buffer }) => buffer)).toContain(chunk.buffer);
    got.push(...chunk);
    backlog.took(0);
  }
  expect(got).toEqual(pieces.flatMap((piece) => [...piece]));
  expect(backlog.bytes).toBe(0);
});

test("a piece is acknowledged when its last byte was taken, not when it was handed over", () => {
  const backlog = new SseBacklog();
  backlog.push(bytes(20_000), 7, 0);
  backlog.push(bytes(5), null, 0);
  backlog.push(bytes(5), 8, 0);
  expect(backlog.took(0)).toBeNull();
  const acknowledged: (number | null)[] = [];
  while (backlog.hand() !== null) acknowledged.push(backlog.took(0));
  expect(acknowledged).toEqual([null, 7, null, 8]);
});

test("knows for how long nothing was taken, from when there was something to take", () => {
  const backlog = new SseBacklog();
  expect(backlog.stuckMs(50_000)).toBe(0);
  backlog.push(bytes(20_000), 1, 50_000);
  backlog.hand();
  backlog.push(bytes(5), 2, 50_900);
  expect(backlog.stuckMs(51_000)).toBe(1_000);
  backlog.took(51_000);
  expect(backlog.stuckMs(51_500)).toBe(500);
  backlog.clear();
  expect([backlog.stuckMs(60_000), backlog.bytes, backlog.hand()]).toEqual([0, 0, null]);
});
