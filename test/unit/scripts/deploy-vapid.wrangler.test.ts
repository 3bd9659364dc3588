import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readSecretList } from "../../../scripts/deploy-vapid.ts";
import { runTool } from "../../../scripts/tool.ts";

/** What wrangler itself prints, where the platform's API answers so. */
async function listWith(status: number, answer: object): Promise<ReturnType<typeof readSecretList>> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const run = await runTool({
    tool: "wrangler",
    args: ["secret", "list", "--format", "json"],
    environment: {
      WRANGLER_LOG: "log",
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CLOUDFLARE_API_TOKEN: "token",
      CLOUDFLARE_ACCOUNT_ID: "account",
    },
  });
  expect(asked).toContain("/accounts/account/workers/scripts/fillcast/secrets");
  return readSecretList(run);
}

const refusal = (code: number, message: string) => ({
  success: false,
  errors: [{ code, message }],
  messages: [],
  result: null,
});

test("wrangler's list of secrets, its missing Worker and its failures are read as what they are", async () => {
  const result = ["ADMIN_TOKEN", "VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"].map((name) => ({
    name,
    type: "secret_text",
  }));
  expect(await listWith(200, { success: true, errors: [], messages: [], result })).toEqual({
    kind: "names",
    names: new Set(["ADMIN_TOKEN", "VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"]),
  });
  const missing = refusal(10_007, "This Worker does not exist on your account.");
  expect(await listWith(404, missing)).toEqual({ kind: "new" });
  expect(await listWith(403, refusal(10_000, "Authentication error"))).toMatchObject({ kind: "unknown" });
});
