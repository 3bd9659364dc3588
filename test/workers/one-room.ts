/** A deployment whose only room does what the test says. */
import { createExecutionContext } from "cloudflare:test";
import { env as realEnv } from "cloudflare:workers";
import type { Refused } from "@fillcast/protocol";
import type { AppendRequest, Appended } from "../../parties/feed/rpc.ts";
import { app } from "../../src/app.ts";
import { signToken } from "../../src/auth/jwt.ts";
import type { Env } from "../../src/env.ts";

const SECRET = "unit-signing-secret-0123456789abcdef";

export const key = signToken({ sub: "u1", scope: "owner", jti: "k1", iat: 1 }, { current: SECRET });

type Append = (request: AppendRequest) => Promise<Appended | Refused>;

/** A namespace whose rooms do what the test says; it keeps what was addressed. */
export function createEnv(append: Append = appendAll) {
  const addressed: string[] = [];
  const calls: AppendRequest[] = [];
  const env = {
    SIGNING_SECRET: SECRET,
    ADMIN_TOKEN: "unit-admin-token",
    DB: realEnv.DB,
    Feed: {
      getByName(name: string) {
        addressed.push(name);
        return {
          append: (request: AppendRequest) => {
            calls.push(request);
            return append(request);
          },
        };
      },
    },
    ASSETS: { fetch: async () => new Response("<html>", { headers: { "Content-Type": "text/html" } }) },
  } as unknown as Env;
  return { env, addressed, calls };
}

let seq = 0;

export const appendAll: Append = async ({ drafts }) => ({
  kind: "appended",
  epoch: "0mwunoukn",
  results: drafts.map(({ id }) => ({ id, seq: ++seq, duplicate: false })),
});

export const post = (env: Env, body: string, headers: Record<string, string> = {}) =>
  app.request(
    "/v1/events",
    {
      method: "POST",
      body,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
    },
    env,
    createExecutionContext(),
  );

export const failure = (properties: object) => Object.assign(new Error(`secret ${key}`), properties);
