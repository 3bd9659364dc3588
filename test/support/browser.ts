/**
 * Headless Chromium from npm: unpacked once into the build's own folder, with a temporary folder for each browser, so that
 * runs at the same time do not disturb each other.
 */
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { ROOT, WORK_DIR } from "../../scripts/tool.ts";

export interface StartedBrowser {
  readonly browser: Browser;
  stop(): Promise<void>;
}

/**
 * In one process, the first page that closes takes the browser with it. And a graphics card that is emulated takes as much of
 * the processor as the page itself.
 */
const UNWANTED_ARGS = /^--(single-process$|ignore-gpu|in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader)/;
const MANIFEST_PATH = join(ROOT, "node_modules", "@sparticuz", "chromium", "package.json");

/** A bound for what hangs, not for what is slow: machines are busy. */
const PATIENCE_MS = 120_000;

/** Of this process; files that share it share the browser, whose start takes a second of the processor. */
let running: Promise<Browser> | null = null;

/** A browser without pages of others; pages want a locale (`browser.newPage({ locale: "en-US" })`), since the machine's may be none that browsers know. `stop` closes them. */
export async function startBrowser(): Promise<StartedBrowser> {
  if (running !== null && !(await running).isConnected()) running = null;
  running ??= launch();
  const browser = await running;
  return {
    browser,
    stop: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
  };
}

/** Ends with the process, and its folder with it. */
async function launch(): Promise<Browser> {
  const executablePath = await unpack();
  const folder = await mkdtemp(join(tmpdir(), "fillcast-chromium-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const args = [...chromium.args.filter((arg) => !UNWANTED_ARGS.test(arg)), "--disable-gpu"];
  const browser = await withTemporary(folder, () => playwright.launch({ executablePath, args, headless: true }));
  return browser.on("context", (context) => context.setDefaultTimeout(PATIENCE_MS));
}

/** Where the program is. It takes two seconds to unpack, and has its name only when it is whole. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(MANIFEST_PATH, "utf8")) as { readonly version: string };
  const home = join(WORK_DIR, `chromium-${version}`);
  const executablePath = join(home, "chromium");
  if (existsSync(executablePath)) return executablePath;
  await mkdir(WORK_DIR, { recursive: true });
  const folder = await mkdtemp(`${home}-`);
  await withTemporary(folder, () => chromium.executablePath());
  // Where another run was faster, there is its copy.
  await rename(folder, home).catch(() => rm(folder, { recursive: true, force: true }));
  return executablePath;
}

/** Runs `work` with another folder for temporary files. */
async function withTemporary<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}
