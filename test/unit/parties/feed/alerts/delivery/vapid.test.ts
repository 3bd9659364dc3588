import { describe, expect, it } from "vitest";
import {
  chooseSubject,
  findVapidFaults,
  judgeSubject,
  readVapid,
} from "../../../../../../parties/feed/alerts/delivery/vapid.ts";

const PUBLIC = `B${"A".repeat(86)}`;
const PRIVATE = "A".repeat(43);
const GIVEN = { VAPID_PUBLIC_KEY: PUBLIC, VAPID_PRIVATE_KEY: PRIVATE };

describe("the contact for push services", () => {
  it.each([
    "mailto:ops@fillcast.dev",
    "mailto:a.b+c@mail.fillcast.dev",
    "https://fillcast.dev",
    "https://fillcast.dev:8443/about",
  ])("is taken: %s", (subject) => expect(judgeSubject(subject)).toBeNull());

  it.each([
    "",
    "ops@fillcast.dev",
    "mailto:",
    "mailto:ops",
    "mailto: ops@fillcast.dev",
    "mailto:<ops@fillcast.dev>",
    "mailto:ops@localhost",
    "mailto:ops@fillcast.local",
    "mailto:ops@fillcast.invalid",
    "mailto:you@example.com",
    "mailto:ops@10.0.0.1",
    "MAILTO:ops@fillcast.dev?subject=x",
    "http://fillcast.dev",
    "https://localhost",
    "https://localhost:8787",
    "https://127.0.0.1",
    "https://8.8.8.8",
    "https://[2606:4700::1111]",
    "https://example.com",
    "https://www.example.org/contact",
    "https://fillcast.example",
    "https://user:pass@fillcast.dev",
    "https://fillcast.dev/a b",
    "tel:+441234567",
    `https://fillcast.dev/${"x".repeat(300)}`,
  ])("is refused in words: %j", (subject) => {
    expect(judgeSubject(subject)).toMatch(/^must be an address that reaches you: mailto:you@your-domain, or https/);
  });

  it("is the operator's, else the page's where the internet reaches it, else the project's", () => {
    const keys = { publicKey: PUBLIC, privateKey: PRIVATE, subject: null };
    const page = "https://feeds.fillcast.dev/trades";
    expect(chooseSubject({ ...keys, subject: "mailto:ops@fillcast.dev" }, page)).toBe("mailto:ops@fillcast.dev");
    expect(chooseSubject(keys, page)).toBe("https://feeds.fillcast.dev");
    for (const url of ["http://127.0.0.1:8787/", "https://localhost/", ""])
      expect(judgeSubject(chooseSubject(keys, url))).toBeNull();
  });
});

describe("the keys for push", () => {
  it("are read where both are there and well-formed", () => {
    expect(readVapid(GIVEN)).toEqual({ publicKey: PUBLIC, privateKey: PRIVATE, subject: null });
    expect(readVapid({ ...GIVEN, VAPID_SUBJECT: "mailto:ops@fillcast.dev" })).toMatchObject({
      subject: "mailto:ops@fillcast.dev",
    });
    expect(readVapid({ ...GIVEN, VAPID_SUBJECT: "mailto:ops@localhost" })).toMatchObject({ subject: null });
    for (const given of [
      {},
      { VAPID_PUBLIC_KEY: PUBLIC },
      { VAPID_PRIVATE_KEY: PRIVATE },
      { ...GIVEN, VAPID_PUBLIC_KEY: "B" },
    ])
      expect(readVapid(given)).toBeNull();
  });

  it("have faults that are said without a character of the private one", () => {
    expect(findVapidFaults(GIVEN)).toEqual([]);
    expect(findVapidFaults({})).toEqual([]);
    const faults = findVapidFaults({ VAPID_PRIVATE_KEY: "short-secret", VAPID_SUBJECT: "nobody" });
    expect(faults).toHaveLength(3);
    expect(faults.join(" ")).not.toContain("short-secret");
  });
});
