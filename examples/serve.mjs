/**
 * A web server as an app has one: pages, a route that gives tickets to its users, and Fillcast behind the same address.
 *
 *   node examples/serve.mjs plain --server http://127.0.0.1:8787 --feed demo --key KEY [--port 8080]
 *
 * The key stays here. A browser gets a ticket, which opens sockets for a minute and nothing else.
 */
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: "string", default: "http://127.0.0.1:8787" },
    feed: { type: "string" },
    key: { type: "string" },
    port: { type: "string", default: "8080" },
  },
});
const [folder = "plain"] = positionals;
const { feed, key } = values;
if (!feed || !key) throw new Error("Give --feed and --key: a key of that feed with the scope `subscribe` or `owner`.");
const fillcast = new URL(values.server);
// A folder beside this file, or any other by its path.
const root = resolve(import.meta.dirname, folder);
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

/** Fillcast's own answer, a refusal too (401, 403, 429), so that the browser learns why it gets no ticket. */
async function giveTicket(response) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(new URL(`/v1/feeds/${feed}/tickets`, fillcast), { method: "POST", headers });
  const passed = ["content-type", "retry-after"].filter((name) => answer.headers.has(name));
  response.writeHead(answer.status, Object.fromEntries(passed.map((name) => [name, answer.headers.get(name)])));
  response.end(await answer.text());
}

async function answer(incoming, response) {
  const { pathname } = new URL(incoming.url, "http://here");
  if (pathname === "/feed.json") return response.end(JSON.stringify({ feed }));
  if (pathname === "/ticket") {
    if (incoming.method !== "POST")
      return response.writeHead(405, { allow: "POST" }).end("Ask for a ticket by POST.\n");
    // Your app asks here who the user is, and takes that user's feed.
    return giveTicket(response);
  }
  if (["/client.js", "/badge.js", "/tape.js"].includes(pathname) || pathname.startsWith("/v1/")) {
    const { method, headers, url } = incoming;
    const passed = request(new URL(url, fillcast), { method, headers: { ...headers, host: fillcast.host } }, (answer) =>
      answer.pipe(response.writeHead(answer.statusCode, answer.headers)),
    );
    passed.on("error", () => response.writeHead(502).end());
    return incoming.pipe(passed);
  }
  const path = join(root, normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
  const file = await readFile(path).catch(() => null);
  if (file === null) return response.writeHead(404).end("Nothing is here.\n");
  return response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(file);
}

const server = createServer((incoming, response) => {
  answer(incoming, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

// The socket is passed on as it is: its first request, then bytes both ways.
server.on("upgrade", (incoming, client, head) => {
  const upstream = connect({ host: fillcast.hostname, port: Number(fillcast.port || 80) }, () => {
    const lines = incoming.rawHeaders.flatMap((text, index, all) => (index % 2 ? [] : [`${text}: ${all[index + 1]}`]));
    upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
});

server.listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
