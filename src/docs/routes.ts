/**
 * `/openapi.json`, `/docs` and `/docs/publishing`: files of the build, which scripts/build.ts makes from the descriptions in this folder.
 */
import { refuse } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { AppContext, AppEnv } from "../http/context.ts";
import { fetchAsset } from "../http/page.ts";
import { answering, type Answer } from "../http/problem.ts";
import { DOCS_POLICY } from "./style.ts";

export const docsRoutes = new Hono<AppEnv>();

docsRoutes.get(
  "/openapi.json",
  answering((c) => answerFile(c, "/openapi.json", {})),
);
docsRoutes.get(
  "/docs",
  answering((c) => answerFile(c, "/docs", { "Content-Security-Policy": DOCS_POLICY })),
);
docsRoutes.get(
  "/docs/publishing",
  answering((c) => answerFile(c, "/docs-publishing", { "Content-Security-Policy": DOCS_POLICY })),
);

async function answerFile(c: AppContext, path: string, headers: { readonly [name: string]: string }): Promise<Answer> {
  const file = await fetchAsset(c, path);
  if (file === null) {
    return refuse("not-found", "This deployment was built without its API description.");
  }
  file.headers.set("Cache-Control", "public, max-age=300");
  for (const [name, value] of Object.entries(headers)) file.headers.set(name, value);
  return file;
}
