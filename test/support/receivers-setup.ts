/** The receivers of alerts for runtime tests, which cannot listen themselves. Each test names its own boxes. */
import type { TestProject } from "vitest/node";
import { startReceivers } from "./receivers.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** `http://127.0.0.1:PORT`. */
    receivers: string;
  }
}

export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const receivers = await startReceivers();
  project.provide("receivers", receivers.origin);
  return () => receivers.stop();
}
