/**
 * One process: events come in by POST, get a number, and go to every open WebSocket. With a file named on the command line each
 * event is committed to SQLite, synchronously and to the medium, before it is answered and sent (a batch in one commit); without,
 * it is kept nowhere. Prints its port, and ends when its standard input does, so that nothing outlives the bench.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { WebSocketServer } from "ws";

type Keep = (texts: readonly string[]) => void;

function keepIn(file: string): Keep {
  const database = new DatabaseSync(file);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT)",
  );
  const insert = database.prepare("INSERT INTO event (body) VALUES (?)");
  return (texts) => {
    if (texts.length > 1) database.exec("BEGIN");
    for (const text of texts) insert.run(text);
    if (texts.length > 1) database.exec("COMMIT");
  };
}

const file = process.argv[2];
const keep: Keep = file === undefined ? () => undefined : keepIn(file);
let head = 0;

function publish(body: string): string {
  const posted = JSON.parse(body) as object | object[];
  const texts = (Array.isArray(posted) ? posted : [posted]).map((event) => JSON.stringify({ ...event, seq: ++head }));
  keep(texts);
  const frame = `{"type":"events","events":[${texts.join(",")}]}`;
  for (const socket of sockets.clients) socket.send(frame);
  return JSON.stringify({ status: "ok", seq: head });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const answer = publish(Buffer.concat(chunks).toString());
    response
      .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) })
      .end(answer);
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.on("end", () => process.exit(0)).resume();
