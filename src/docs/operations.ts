/**
 * Every route of the API, described. A test holds this list against what the Worker really mounts.
 */
import { feedOperations } from "./operations-feeds.ts";
import { publishOperations } from "./operations-publish.ts";
import { readOperations } from "./operations-read.ts";
import { inspectOperations } from "./operations-inspect.ts";
import type { Operation } from "./operation.ts";

export const operations: readonly Operation[] = [
  ...publishOperations,
  ...readOperations,
  ...feedOperations,
  ...inspectOperations,
];
