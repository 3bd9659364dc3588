/**
 * Keys and tickets as signed text: JWTs with HS256 only, whatever a header says. Signatures are recomputed and compared in
 * constant time, so a token has exactly one spelling. The current and the previous secret verify, selected by `kid`.
 * grant.ts judges the times.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { BOT_PATTERN, isFeedId } from "@fillcast/protocol";
import type { Scope } from "../../parties/feed/rpc.ts";
import { secretToKid } from "./secrets.ts";

/** What a token says; times in whole seconds since 1970. */
export interface Claims {
  /** The feed. */
  readonly sub: string;
  readonly scope: Scope | "ticket";
  /** The key's id; a ticket has its key's. */
  readonly jti: string;
  readonly iat: number;
  readonly exp?: number;
  readonly nbf?: number;
  /** The only bot that the key publishes as. */
  readonly bot?: string;
  /** The bot trades with simulated money (true) or with real money (false). */
  readonly dry?: boolean;
  /** On a ticket: the end of its key. */
  readonly kexp?: number;
}

export interface Secrets {
  readonly current: string;
  readonly previous?: string;
}

/** A key is about 250 characters; nothing longer is looked at. */
const TOKEN_MAX_CHARS = 2_048;
const SCOPES: ReadonlySet<unknown> = new Set(["publish", "subscribe", "inspect", "owner", "ticket"]);
const KEY_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** Signs with the current secret. */
export function signToken(claims: Claims, { current }: Secrets): string {
  const header = encodePart({ alg: "HS256", typ: "JWT", kid: secretToKid(current) });
  const text = `${header}.${encodePart(claims)}`;
  return `${text}.${signText(text, current)}`;
}

/** The claims of a token that one of the secrets signed, or null: malformed, altered, of another algorithm or secret. */
export function verifyToken(token: string, secrets: Secrets): Claims | null {
  if (token.length > TOKEN_MAX_CHARS) return null;
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  const [header, payload, signature] = parts as [string, string, string];
  const candidates = secretsOf(decodePart(header), secrets);
  if (!candidates.some((secret) => isSame(signature, signText(`${header}.${payload}`, secret)))) return null;
  return toClaims(decodePart(payload));
}

/** Which secrets may have signed a token with this header; none for a header that is not ours. */
function secretsOf(header: Part, { current, previous }: Secrets): readonly string[] {
  if (header === null || header.alg !== "HS256" || "crit" in header) return [];
  const all = [current, ...(previous === undefined ? [] : [previous])].filter((secret) => secret !== "");
  return header.kid === undefined ? all : all.filter((secret) => secretToKid(secret) === header.kid);
}

function toClaims(part: Part): Claims | null {
  if (part === null) return null;
  const { sub, scope, jti, iat, exp, nbf, bot, dry, kexp } = part;
  if (typeof sub !== "string" || !isFeedId(sub) || !SCOPES.has(scope)) return null;
  if (typeof jti !== "string" || !KEY_ID_PATTERN.test(jti)) return null;
  if (!isInstant(iat) || ![exp, nbf, kexp].every((time) => time === undefined || isInstant(time))) return null;
  if (bot !== undefined && !(typeof bot === "string" && BOT_PATTERN.test(bot))) return null;
  if (dry !== undefined && typeof dry !== "boolean") return null;
  return part as unknown as Claims;
}

function isInstant(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function signText(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("base64url");
}

/** Constant time for equal lengths; the length of a signature is no secret. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, "utf8"), Buffer.from(b, "utf8")];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

type Part = { readonly [claim: string]: unknown } | null;

function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value), "utf8").toString("base64url");
}

function decodePart(text: string): Part {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Part) : null;
  } catch {
    return null;
  }
}
