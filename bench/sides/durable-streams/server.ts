/**
 * The server of the side `durable-streams`, with its files in the folder that the command line names. Prints its port, and ends when
 * its standard input does.
 */
import { DurableStreamTestServer } from "@durable-streams/server";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error("name a folder");
// What it says of its start would stand where the port is expected.
console.info = () => undefined;
const server = new DurableStreamTestServer({ port: 0, host: "127.0.0.1", longPollTimeout: 20_000, dataDir });
const url = await server.start();
process.stdout.write(`${new URL(url).port}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
