/**
 * The client as it is published: packed, and unpacked into an empty project's `node_modules`; it needs nothing beside it.
 */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ConnectOptions, Feed } from "../../client/src/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface PackedClient {
  /** The project's folder. */
  readonly folder: string;
  /** The package's main entry. */
  load(): Promise<{ readonly connect: (options: ConnectOptions) => Feed }>;
  remove(): Promise<void>;
}

/** Packs what is built in `client/dist`. */
export async function unpackClient(): Promise<PackedClient> {
  const folder = await mkdtemp(join(tmpdir(), "fillcast-project-"));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "fillcast"), { recursive: true });
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, "--workspace", "fillcast"];
  const [{ filename }] = JSON.parse(execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8" })) as [
    { filename: string },
  ];
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", join(modules, "fillcast"), "--strip-components=1"]);
  return {
    folder,
    load: async () => (await import(pathToFileURL(join(modules, "fillcast/dist/index.js")).href)) as never,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
