/**
 * The server of the side `socket.io`: a POST's body is emitted to every socket and then answered. Prints its port, and ends when its
 * standard input does.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

/** Its documentation's own value. */
const RECOVERABLE_MS = 120_000;

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    io.emit("events", JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, { "content-length": 2 }).end("{}");
  });
});
const io = new Server(http, {
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
  connectionStateRecovery: { maxDisconnectionDuration: RECOVERABLE_MS },
});
http.listen(0, "127.0.0.1", () => process.stdout.write(`${(http.address() as AddressInfo).port}\n`));
process.stdin.on("end", () => process.exit(0)).resume();
