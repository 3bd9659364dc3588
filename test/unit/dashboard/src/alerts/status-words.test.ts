/** How a destination's messages went, in words. */
import { expect, test } from "vitest";
import { placeWords, statusWords } from "../../../../../dashboard/src/alerts/status-words.ts";
import { USUAL_RULES } from "../../../../../dashboard/src/live/alert-rules.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;
const FINE = { lastSuccessAt: NOW - 3 * MINUTE, lastError: null, lastErrorAt: null, off: null, waiting: 0, dropped: 0 };
const words = (change: object): string[] =>
  statusWords({ ...FINE, ...change }, NOW, "utc").map(({ tone, text }) => (tone === "bad" ? `! ${text}` : text));

test("the last message is said, and what waits", () => {
  expect(words({})).toEqual(["Last message 3 min ago"]);
  expect(words({ lastSuccessAt: null })).toEqual(["No message sent yet"]);
  expect(words({ waiting: 1_200 })).toEqual(["Last message 3 min ago", "1,200 waiting"]);
});

test("an error is said as long as nothing has gone out since", () => {
  const failed = { lastErrorAt: NOW - MINUTE, lastError: "Telegram answered 500." };
  expect(words(failed)).toEqual(["! Failed 1 min ago: Telegram answered 500.", "Last message 3 min ago"]);
  expect(words({ ...failed, lastSuccessAt: NOW })).toEqual(["Last message just now"]);
});

test("one that is switched off says why, once", () => {
  const off = "The bot was blocked.";
  expect(words({ off, lastError: off, lastErrorAt: NOW, dropped: 2 })).toEqual([
    "! Switched off: The bot was blocked.",
    "Last message 3 min ago",
    "! 2 not delivered",
  ]);
});

test("a place is its kind and host, and a device no more than that", () => {
  const base = { id: "1", label: "Group", rules: USUAL_RULES, createdAt: 0, own: true, status: FINE };
  expect(placeWords({ ...base, kind: "telegram", host: "api.telegram.org" })).toBe("Telegram, api.telegram.org");
  expect(placeWords({ ...base, kind: "ntfy", host: "ntfy.sh", label: "ntfy" })).toBe("ntfy.sh");
  expect(placeWords({ ...base, kind: "push", host: "fcm.googleapis.com" })).toBe("Device");
});
