/**
 * A push service and the browser behind it: it makes subscriptions, checks what a real one checks (RFC 8030, 8292), and decrypts
 * with another library than the one that encrypts. What is wrong with a request is in its answer, and kept.
 */
import { createECDH, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { PushAddress } from "@fillcast/protocol";
import { decrypt } from "http_ece";

/** What a device shows, and how it came. */
export interface Pushed {
  readonly payload: unknown;
  readonly ttl: number;
  readonly urgency: string | null;
  readonly topic: string | null;
  /** Of the token: who sends, and until when it counts (s since 1970). */
  readonly subject: string;
  readonly expires: number;
  readonly bytes: number;
}

interface Subscription {
  readonly device: ECDH;
  readonly auth: Buffer;
  /** Whose messages it takes, as `applicationServerKey` says it. */
  readonly serverKey: string;
}

const BODY_MAX_BYTES = 4_096;
const DAY_S = 86_400;

export class PushService {
  readonly #subscriptions = new Map<string, Subscription>();
  /** What tokens are for: the origin of endpoints, with https, as browsers know no other. */
  readonly #audience: string;

  constructor(audience: string) {
    this.#audience = audience;
  }

  /** As a browser subscribes; `id` is the endpoint's last part. */
  subscribe(id: string, endpoint: string, serverKey: string): PushAddress {
    const device = createECDH("prime256v1");
    device.generateKeys();
    const auth = randomBytes(16);
    this.#subscriptions.set(id, { device, auth, serverKey });
    return { endpoint, keys: { p256dh: device.getPublicKey("base64url"), auth: auth.toString("base64url") } };
  }

  /** Takes a message, or says with which status it is refused and why. */
  take(
    id: string,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): Pushed | { readonly status: number; readonly why: string } {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return { status: 404, why: "no such subscription" };
    const token = this.#readToken(headers.authorization ?? "", subscription.serverKey);
    if (typeof token === "string") return { status: 403, why: token };
    const { ttl = "", urgency = null, topic = null } = headers as Readonly<Record<string, string | undefined>>;
    if (!/^[0-9]+$/.test(ttl)) return { status: 400, why: "no TTL" };
    if (urgency !== null && !/^(?:very-low|low|normal|high)$/.test(urgency))
      return { status: 400, why: "no such urgency" };
    if (topic !== null && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return { status: 400, why: "a topic of another form" };
    if (headers["content-encoding"] !== "aes128gcm") return { status: 415, why: "another coding than aes128gcm" };
    if (body.length > BODY_MAX_BYTES) return { status: 413, why: "too large" };
    try {
      const text = decrypt(body, {
        version: "aes128gcm",
        privateKey: subscription.device,
        authSecret: subscription.auth.toString("base64url"),
      });
      const payload: unknown = JSON.parse(text.toString("utf8"));
      return { ...token, payload, ttl: Number(ttl), urgency, topic, bytes: body.length };
    } catch (error) {
      return { status: 400, why: `cannot be decrypted: ${String(error)}` };
    }
  }

  /** What a VAPID token says, or what is wrong with it. */
  #readToken(header: string, serverKey: string): Pick<Pushed, "subject" | "expires"> | string {
    const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? [];
    if (key !== serverKey) return "signed with another key than the subscription's";
    const [head = "", claims = "", signature = ""] = token.split(".");
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url")) as [
      string,
      string,
    ];
    const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
    const signed = Buffer.from(`${head}.${claims}`);
    const isSigned = verify(
      "sha256",
      signed,
      { key: publicKey, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    if (!isSigned) return "a signature that is wrong";
    const { alg } = JSON.parse(Buffer.from(head, "base64url").toString()) as { readonly alg: unknown };
    if (alg !== "ES256") return "another algorithm than ES256";
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Readonly<
      Record<string, unknown>
    >;
    const now = Date.now() / 1_000;
    if (aud !== this.#audience) return `for ${String(aud)}, not for ${this.#audience}`;
    if (typeof exp !== "number" || exp <= now || exp > now + DAY_S) return "expired, or valid for more than a day";
    if (typeof sub !== "string" || !/^(?:mailto:[^\s@]+@|https:\/\/)[^\s@/]+\.[^\s@/]+/.test(sub)) return "no contact";
    return { subject: sub, expires: exp };
  }
}
