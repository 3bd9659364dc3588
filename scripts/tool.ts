/**
 * Runs a command-line tool of a package under node_modules with the Node that runs us: no shell, no `.cmd` files, the
 * same on every system.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quietEnvironment } from "./quiet.ts";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Logs and registries of the tools, and stamps of what is built. */
export const WORK_DIR = join(ROOT, "dist", ".work");

export interface ToolRun {
  /** The package, and its binary where that has another name. */
  readonly tool: string;
  readonly binary?: string;
  readonly args: readonly string[];
  /** Default: the project's root. */
  readonly cwd?: string;
  /** `show` passes the output through as it comes; `capture` (the default) keeps it for the result. */
  readonly output?: "show" | "capture";
  /** Above the quiet environment. */
  readonly environment?: Readonly<Record<string, string>>;
}
export interface ToolResult {
  readonly ok: boolean;
  /** What it wrote, where captured. */
  readonly output: string;
}

/** Runs it to its end; a tool that fails is a result, a tool that is missing throws. */
export async function runTool({
  tool,
  binary = tool,
  args,
  cwd,
  output = "capture",
  environment,
}: ToolRun): Promise<ToolResult> {
  const colour = output === "capture" ? { NO_COLOR: "1" } : {};
  const child = spawn(process.execPath, [await binaryPath(tool, binary), ...args], {
    cwd: cwd ?? ROOT,
    stdio: output === "show" ? "inherit" : ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...quietEnvironment(WORK_DIR), ...colour, ...environment },
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { ok: code === 0, output: Buffer.concat(chunks).toString() };
}

async function binaryPath(name: string, binary: string): Promise<string> {
  const folder = join(ROOT, "node_modules", name);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    bin?: string | Record<string, string>;
  };
  const path = typeof manifest.bin === "string" ? manifest.bin : manifest.bin?.[binary];
  if (path === undefined) throw new Error(`${name} has no binary ${binary}.`);
  return join(folder, path);
}
