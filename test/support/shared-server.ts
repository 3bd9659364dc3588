/** One server for all end-to-end files that need nothing special of theirs: a start takes seconds of the processor. */
import type { TestProject } from "vitest/node";
import { startServer } from "./start-server.ts";

/** Where the shared server is. Each file names its own feeds in it. */
export interface SharedServer {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly adminToken: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    sharedServer: SharedServer;
  }
}

export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  project.provide("sharedServer", { origin: server.origin, adminToken: server.adminToken });
  return () => server.stop();
}
