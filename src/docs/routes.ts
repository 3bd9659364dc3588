/**
 * `/openapi.json` and `/docs`: made at the first request for them, the same for everybody after.
 */
import { Hono } from "hono";
import type { AppEnv } from "../http/context.ts";
import { createOpenapi } from "./openapi.ts";
import { DOCS_POLICY, createDocsPage } from "./page.ts";

const CACHING = { "Cache-Control": "public, max-age=300" };

export const docsRoutes = new Hono<AppEnv>();

let openapi: string | null = null;
docsRoutes.get("/openapi.json", (c) => {
  openapi ??= JSON.stringify(createOpenapi());
  return c.body(openapi, 200, { "Content-Type": "application/json", ...CACHING });
});

let page: string | null = null;
docsRoutes.get("/docs", (c) => {
  page ??= createDocsPage();
  return c.html(page, 200, { "Content-Security-Policy": DOCS_POLICY, "Referrer-Policy": "no-referrer", ...CACHING });
});
