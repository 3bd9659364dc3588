/**
 * nginx with the nchan module, as Debian packages it (`libnginx-mod-nchan`): a ring of messages in shared memory, read from a
 * message's id on. The fastest thing of its shape, and it keeps nothing over a restart. Not a dependency: it takes part where it
 * is installed. `NCHAN_NGINX` and `NCHAN_MODULE` name the binary and the module elsewhere than Debian puts them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bareBodies } from "../driver/wires/web-socket.ts";
import type { Side } from "./side.ts";

/** Where the module is not installed, there may be an nginx all the same. */
export const NCHAN_BINARY = process.env.NCHAN_NGINX ?? "/usr/sbin/nginx";
const MODULE = process.env.NCHAN_MODULE ?? "/usr/lib/nginx/modules/ngx_nchan_module.so";
const START_DEADLINE_MS = 5_000;

/** Why it cannot run here, or null. */
function nchanAbsence(): string | null {
  const missing = [NCHAN_BINARY, MODULE].find((path) => !existsSync(path));
  return missing === undefined ? null : `there is no ${missing} (Debian: apt install libnginx-mod-nchan)`;
}

export const nchan: Side = {
  name: "nchan",
  league: "memory",
  absence: nchanAbsence,
  async start({ stateDir, inspect }) {
    if (inspect) throw new Error("nginx runs no JavaScript to profile");
    const port = await freePort();
    mkdirSync(join(stateDir, "temp"));
    writeFileSync(join(stateDir, "nginx.conf"), configuration(stateDir, port));
    const args = ["-p", stateDir, "-c", join(stateDir, "nginx.conf"), "-e", join(stateDir, "error.log")];
    const server = spawn(NCHAN_BINARY, args, { stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(server, "exit");
    const failed = ended.then(([code]) => Promise.reject(new Error(`nginx ended with ${code}`)));
    failed.catch(() => undefined);
    try {
      await Promise.race([untilListening(port), failed]);
    } catch (error) {
      server.kill("SIGTERM");
      throw error;
    }
    return {
      port,
      pid: process.platform === "linux" ? server.pid! : null,
      subscribePath: "/sub/bench",
      wire: bareBodies,
      inspector: null,
      publisher: () => Promise.resolve({ path: "/pub/bench", headers: {} }),
      acknowledgement: () => null,
      settled: () => Promise.resolve(),
      async stop() {
        server.kill("SIGTERM");
        await ended;
      },
    };
  },
};

function configuration(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
load_module ${MODULE};
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 16384; multi_accept on; }
http {
  access_log off;
  client_body_buffer_size 64k;
  keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/temp/${name};`).join("\n  ")}
  nchan_shared_memory_size 512M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location /pub/bench {
      nchan_publisher http;
      nchan_channel_id bench;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 1h;
    }
    location /sub/bench {
      nchan_subscriber websocket;
      nchan_channel_id bench;
      nchan_subscriber_first_message newest;
      nchan_subscriber_last_message_id $arg_last_event_id;
      nchan_websocket_ping_interval 25;
      nchan_subscriber_timeout 0;
    }
  }
}
`;
}

/** A port that nobody has at this moment: nginx takes none of the system's choice. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (const startMs = performance.now(); ; await sleep(20)) {
    const socket = connect({ host: "127.0.0.1", port });
    try {
      await once(socket, "connect");
      return;
    } catch (error) {
      if (performance.now() - startMs > START_DEADLINE_MS) throw error;
    } finally {
      socket.destroy();
    }
  }
}
