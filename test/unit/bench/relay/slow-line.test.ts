import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { CERTIFICATE, startSlowLine } from "../../../../bench/relay/slow-line.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

test("a request over it reaches the server, and takes three round trips at least", async () => {
  const server = createServer((_, response) => response.end("here")).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const line = await startSlowLine((server.address() as AddressInfo).port, 40);
  ends.push(() => line.close());
  const startMs = performance.now();
  const request = get(line.origin, { agent: false, ca: readFileSync(CERTIFICATE) });
  const [response] = await once(request, "response");
  expect(await text(response)).toBe("here");
  // At least: a line that is faster than it says would flatter what is measured over it.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(3 * 40 - 5);
});
