/**
 * The command `fillcast-relay`: arguments, files and signals in, lines and exit codes out. 0 all is well, 1 it is not, 2 the
 * settings are wrong.
 */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Command, Option } from "commander";
import { check } from "./check.ts";
import { importAll } from "./import.ts";
import { StartFailure, startRelay } from "./relay.ts";
import { readSettings, type Settings, type Sources } from "./settings.ts";
import { isStuck, readStatus, statusLines } from "./status.ts";

type Flags = Sources["flags"] & { readonly config?: string };

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

/** Exits with 2 and every mistake where the settings are wrong. */
function settingsOf(command: Command): Settings {
  const { config, ...flags } = command.optsWithGlobals<Flags>();
  const path = config ?? process.env.FILLCAST_CONFIG;
  const read = readSettings({
    flags,
    environment: process.env,
    file: readFile(path),
    defaultDataDir: defaultDataDir(),
  });
  if (read.kind === "settings") return read.settings;
  for (const mistake of read.mistakes) process.stderr.write(`${mistake}\n`);
  return process.exit(2);
}

function readFile(path: string | undefined): unknown {
  if (path === undefined || path === "") return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    process.stderr.write(`The configuration file ${path} cannot be read: ${(error as Error).message}.\n`);
    return process.exit(2);
  }
}

/** In a container the volume that the guide mounts; else a folder here. */
function defaultDataDir(): string {
  const isContainer = existsSync("/.dockerenv") || existsSync("/run/.containerenv");
  try {
    if (isContainer) accessSync("/data", constants.W_OK);
    return isContainer ? "/data" : "./fillcast-relay";
  } catch {
    return "./fillcast-relay";
  }
}

/**
 * The relay stands beside bots on small machines. With Node's usual 16 MiB for young objects it grows to 280 MiB while a million
 * messages go out. With 2 MiB, and collections of the old ones before they grow by more than a fifth, it stays near 100.
 */
function stayWithinMemory(): void {
  setFlagsFromString("--max-semi-space-size=2");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}

async function run(settings: Settings): Promise<void> {
  stayWithinMemory();
  const relay = await startRelay(settings, say);
  const names = settings.bots.map(({ name }) => name).join(", ") || "no bot";
  process.stdout.write(`ready ${relay.address ?? "off"} follows ${names}, sends to ${settings.url}\n`);
  const end = (): void => void relay.stop().then(() => process.exit(0));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

function status(settings: Settings, isJson: boolean): void {
  const now = readStatus(settings.dataDir, Date.now());
  if (now === null) {
    process.stderr.write(`No relay has used ${settings.dataDir} yet. Set --data to its folder.\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(isJson ? `${JSON.stringify(now, null, 2)}\n` : `${statusLines(now).join("\n")}\n`);
  if (isStuck(now)) process.exitCode = 1;
}

async function importPast(settings: Settings): Promise<void> {
  if (settings.bots.length === 0) {
    process.stderr.write("Name the bot whose past is imported: --bot NAME=URL.\n");
    process.exit(2);
  }
  const isGood = await importAll(settings, { progress: showProgress, say });
  process.stderr.write(isGood ? "Imported.\n" : "Not everything could be imported.\n");
  process.exitCode = isGood ? 0 : 1;
}

const BAR_CHARS = 30;

function showProgress(bot: string, done: number, total: number): void {
  const part = total === 0 ? 1 : done / total;
  const bar = "█".repeat(Math.round(part * BAR_CHARS)).padEnd(BAR_CHARS, "░");
  const line = `${bot} ${bar} ${done} of ${total} trades`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}${done === total ? "\n" : ""}` : `${line}\n`);
}

const program = new Command("fillcast-relay")
  .description("Follows trading bots on their own machine and forwards what they say to a Fillcast server.")
  .addOption(new Option("--url <url>", "the server's address (FILLCAST_URL)"))
  .addOption(new Option("--key <key>", "a key with the scope publish (FILLCAST_KEY)"))
  .addOption(
    new Option("--bot <name=url>", "a Freqtrade to follow; repeatable (FILLCAST_BOTS)").argParser(
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    ),
  )
  .addOption(new Option("--data <folder>", "where the spool is (FILLCAST_DATA)"))
  .addOption(new Option("--listen <host:port>", "where other bots post; off disables (FILLCAST_LISTEN)"))
  .addOption(new Option("--token <token>", "the first segment of the door's paths (FILLCAST_TOKEN)"))
  .addOption(new Option("--poll <seconds>", "how often a bot is asked how it is (FILLCAST_POLL)"))
  .addOption(new Option("--spool-max <bytes>", "how large the spool may get (FILLCAST_SPOOL_MAX)"))
  .addOption(new Option("--config <file>", "the same settings as JSON (FILLCAST_CONFIG)"));

program
  .command("run", { isDefault: true })
  .description("follow, take, forward")
  .action((_options: object, command: Command) => run(settingsOf(command)));
program
  .command("status")
  .description("how the relay and its bots are; exits with 1 if something has waited for over a minute")
  .option("--json", "as JSON")
  .action(({ json = false }: { readonly json?: boolean }, command: Command) => status(settingsOf(command), json));
program
  .command("check")
  .description("try each step once, and say what is wrong and what to do")
  .action(async (_options: object, command: Command) => {
    const isGood = await check(settingsOf(command), ({ ok, words }) =>
      process.stdout.write(`${ok ? "✓" : "✗"} ${words}\n`),
    );
    process.exit(isGood ? 0 : 1);
  });
program
  .command("import")
  .description("the bots' whole past into the ledger; repeatable")
  .action((_options: object, command: Command) => importPast(settingsOf(command)));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
