/**
 * Lints the API's description as it is built, for `npm run check`: that it is valid OpenAPI 3.1 with operation ids, examples
 * that fit their schemas, and nothing that generators trip over.
 */
import { join } from "node:path";
import { createConfig, lint } from "@redocly/openapi-core";
import { ROOT } from "./tool.ts";

const RULES = {
  // Routes that anybody may call say so by an empty list.
  "security-defined": "error",
  "operation-operationId": "error",
  "operation-operationId-url-safe": "error",
  "operation-4xx-response": "error",
  "no-invalid-media-type-examples": "error",
  "no-invalid-parameter-examples": "error",
  "no-invalid-schema-examples": "error",
  "no-unused-components": "error",
  "tag-description": "error",
  "parameter-description": "error",
  // The document is served by each deployment, and `/` is where it came from.
  "info-license-url": "off",
} as const;

/** What is wrong, a line each; empty if nothing is. */
export async function lintOpenapi(): Promise<readonly string[]> {
  const config = await createConfig({ extends: ["recommended"], rules: RULES });
  const problems = await lint({ ref: join(ROOT, "dist", "dashboard", "openapi.json"), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ""})`);
}
