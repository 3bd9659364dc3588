/**
 * Headless Chromium from npm, with a folder of its own to unpack into, so that runs at the same time do not disturb each
 * other.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

export interface StartedBrowser {
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** Starts it; pages want a locale (`browser.newPage({ locale: "en-US" })`), since the machine's may be none that browsers know. */
export async function startBrowser(): Promise<StartedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "fillcast-chromium-"));
  const temporary = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    const executablePath = await chromium.executablePath();
    // In one process, the first page that closes takes the browser with it.
    const args = chromium.args.filter((arg) => arg !== "--single-process");
    const browser = await playwright.launch({ executablePath, args, headless: true });
    return {
      browser,
      stop: async () => {
        await browser.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } finally {
    if (temporary === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = temporary;
  }
}
