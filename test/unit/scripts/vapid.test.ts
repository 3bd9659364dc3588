import { createSign, createVerify, createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { judgeVapid, makeVapidPair } from "../../../scripts/vapid.ts";

const given = ({ publicKey, privateKey }: ReturnType<typeof makeVapidPair>) => ({
  VAPID_PUBLIC_KEY: publicKey,
  VAPID_PRIVATE_KEY: privateKey,
});

test("a pair signs and verifies, and is another one each time", () => {
  const [one, other] = [makeVapidPair(), makeVapidPair()];
  expect(one.privateKey).not.toBe(other.privateKey);
  const point = Buffer.from(one.publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url")) as [
    string,
    string,
  ];
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const privateKey = createPrivateKey({ key: { kty: "EC", crv: "P-256", x, y, d: one.privateKey }, format: "jwk" });
  const signature = createSign("SHA256").update("x").sign(privateKey);
  expect(createVerify("SHA256").update("x").verify(publicKey, signature)).toBe(true);
});

test("a pair is judged as one", () => {
  const [one, other] = [makeVapidPair(), makeVapidPair()];
  expect(judgeVapid(given(one))).toEqual([]);
  expect(judgeVapid({})).toEqual([]);
  expect(judgeVapid(given({ ...one, publicKey: other.publicKey }))).toEqual([
    "VAPID_PUBLIC_KEY is not the public key of VAPID_PRIVATE_KEY.",
  ]);
  expect(judgeVapid(given({ ...one, privateKey: "A".repeat(43) }))).toHaveLength(1);
  expect(judgeVapid({ ...given(one), VAPID_SUBJECT: "http://fillcast.dev" })).toHaveLength(1);
});
