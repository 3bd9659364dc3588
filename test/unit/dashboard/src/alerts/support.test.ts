/** Whether a device can be alerted, and what it is called. */
import { expect, test } from "vitest";
import { decideSupport, deviceName, SUPPORT_WORDS } from "../../../../../dashboard/src/alerts/support.ts";

const CAPABLE = {
  isSecure: true,
  hasWorker: true,
  hasPush: true,
  permission: "default",
  isApple: false,
  isInstalled: false,
} as const;

test.each([
  ["ready", {}],
  ["ready", { permission: "granted" }],
  ["blocked", { permission: "denied" }],
  ["insecure", { isSecure: false, hasPush: false, hasWorker: false }],
  ["unsupported", { hasPush: false }],
  ["unsupported", { permission: null }],
  ["no-worker", { hasWorker: false }],
  // Safari on an iPhone has neither; the installed app has both.
  ["home-screen", { hasPush: false, permission: null, isApple: true }],
  ["ready", { isApple: true, isInstalled: true }],
  // An iPhone of before 16.4.
  ["unsupported", { hasPush: false, permission: null, isApple: true, isInstalled: true }],
] as const)("a browser is %s with %j", (support, facts) => {
  expect(decideSupport({ ...CAPABLE, ...facts })).toBe(support);
  if (support !== "ready") expect(SUPPORT_WORDS[support]).not.toBe("");
});

test.each([
  [
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    false,
    "Chrome on Android",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    true,
    "Safari on iPhone",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    true,
    "Safari on iPad",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    false,
    "Safari on Mac",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    false,
    "Edge on Windows",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", false, "Firefox on Linux"],
  [
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    false,
    "Chrome on ChromeOS",
  ],
  ["", false, "This device"],
])("%s is called by its browser and system", (userAgent, isApple, name) => {
  expect(deviceName(userAgent, isApple)).toBe(name);
});
