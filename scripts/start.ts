/**
 * `npm start`: everything on this machine. Builds what is stale, takes the state folder, serves the built Worker, lets
 * the demo's bots trade, and prints one line that begins with `ready ` when requests are taken. Everything else that it
 * says goes to the error output. However it ends, no process stays behind: see stop-request.ts and keeper.ts.
 * Exit codes: 0 stopped, 1 cannot start, 2 wrong options. What keeps it from starting is said in a sentence (start-error.ts).
 */
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Demo, startDemo } from "../demo/demo.ts";
import { build, BuildError } from "./build.ts";
import { startKeeper } from "./keeper.ts";
import { hostsForOthers, isPrivate, originOf } from "./reach.ts";
import { HELP, parseStartOptions, type StartOptions } from "./options.ts";
import { quietEnvironment } from "./quiet.ts";
import { loadSecrets } from "./secrets.ts";
import { explainStart, StartError } from "./start-error.ts";
import { LOCK_NAME, openStateFolder, refuseNewerRooms, roomFiles } from "./state-folder.ts";
import { stopRequest } from "./stop-request.ts";

const STOP_LIMIT_MS = 5_000;
/** For so long a start waits for the demo's history, which takes a few seconds; then it goes on beside it. */
const DEMO_WAIT_MS = 7_000;

async function start(options: StartOptions): Promise<void> {
  const stateDir = resolve(options.stateDir);
  await openStateFolder(stateDir);
  Object.assign(process.env, quietEnvironment(stateDir));
  const keeper = await startKeeper(join(stateDir, LOCK_NAME));
  // Where both are taken, it is the port that a person needs to hear of.
  await assertPortFree(options);
  if (keeper === null)
    throw new StartError(`Another process is using the state folder ${stateDir}. Choose another with --state.`);
  await build({ force: false, only: [], report: say });
  await refuseNewerRooms(stateDir);
  const secrets = await loadSecrets(stateDir, options, roomFiles(stateDir).length > 0);
  // Loading the runtime takes a while: not before it is known that we can start.
  const { serve } = await import("./serve.ts");
  const { host, port, pushContact } = options;
  const server = await serve({ host, port, stateDir, secrets, pushContact, say });
  const stopping = stopRequest();
  const { origin } = server;
  const demo = options.demo
    ? await startDemo({
        origin,
        adminToken: secrets.adminToken,
        stateDir,
        seed: options.seed,
        startMs: options.demoStartMs ?? Date.now(),
        freeze: options.demoFreeze,
        report: say,
      })
    : null;
  // A demo that is to stand still does so from the beginning.
  if (options.demoFreeze) await Promise.race([demo?.told, stopping]);
  else await Promise.race([demo?.told, stopping, delay(DEMO_WAIT_MS)]);
  const path = demo === null ? "/" : dashboardPath(demo);
  for (const line of sayReach(options.host, origin, path)) say(line);
  process.stdout.write(readyLine(origin, demo));
  say(`state in ${stateDir}, Ctrl-C stops`);

  await stopping;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await demo?.stop();
  await server.stop();
  await keeper.close();
}

/** `ready <address> [dashboard <address with the demo's key>]`, for people and scripts. */
function readyLine(origin: string, demo: Demo | null): string {
  const dashboard = demo === null ? "" : ` dashboard ${origin}${dashboardPath(demo)}`;
  return `ready ${origin}/${dashboard}\n`;
}

/** With the demo's key, so that the page is live when it opens. */
function dashboardPath({ feed, ownerKey }: Demo): string {
  return `/#feed=${feed}&key=${ownerKey}`;
}

/** For people: the page to open comes first, then what the network can do. */
function sayReach(host: string, origin: string, path: string): string[] {
  const { port } = new URL(origin);
  const others = hostsForOthers(host).map((other) => `from another device: ${originOf(other, Number(port))}${path}`);
  const warning =
    "Everyone in this network can reach this server, without TLS: keys can be read on the way. Use it in a network that you trust.";
  return [`open ${origin}${path}`, ...others, ...(isPrivate(host) ? [] : [warning])];
}

/** A taken port makes workerd wait forever instead of failing: so it is tried before. */
async function assertPortFree({ host, port }: Pick<StartOptions, "host" | "port">): Promise<void> {
  const probe = createServer();
  await new Promise<void>((free, taken) => {
    probe.once("error", taken);
    probe.listen({ host, port }, () => probe.close(() => free()));
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRNOTAVAIL")
      throw new StartError(`This machine does not have the address ${host}. Choose one of its own with --host.`);
    throw new StartError(
      error.code === "EADDRINUSE"
        ? `Port ${port} is taken. Choose another port with --port, or --port 0 for any free port.`
        : `Port ${port} cannot be used by this user (${error.code}). Choose another port with --port, or --port 0 for any free port.`,
    );
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const options = parseStartOptions(process.argv.slice(2), process.env);
switch (options.kind) {
  case "help":
    process.stdout.write(`${HELP}\n`);
    break;
  case "invalid":
    say(`${options.message} See npm start -- --help.`);
    process.exitCode = 2;
    break;
  case "start":
    try {
      await start(options);
      process.exit(0);
    } catch (error) {
      say(error instanceof BuildError ? error.message : explainStart(error, resolve(options.stateDir)));
      process.exit(1);
    }
}
