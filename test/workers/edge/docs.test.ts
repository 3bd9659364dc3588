import { describe, expect, test } from "vitest";
import { PROBLEMS } from "@fillcast/protocol";
import { app } from "../../../src/app.ts";
import { operations } from "../../../src/docs/operations.ts";
import { call } from "./edge.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { readonly responses: object; readonly parameters?: { name: string; in: string }[] }>
  >;
  readonly components: {
    readonly schemas: Record<string, { readonly properties: Record<string, object>; readonly required: string[] }>;
  };
}
const readDocument = async () => (await call("/openapi.json")).json<Document>();

/** `/v1/a/:b?` as OpenAPI writes it: with the parameter, and without it where it may be left out. */
function toTemplates(path: string): string[] {
  const full = path.replaceAll(/:(\w+)\??/g, "{$1}");
  return path.endsWith("?") ? [full.replace(/\/\{\w+\}$/, ""), full] : [full];
}

test("every route that is mounted is described, but for middleware", () => {
  const mounted = app.routes
    .filter(({ method }) => method !== "ALL")
    .flatMap(({ method, path }) => toTemplates(path).map((template) => `${method} ${template}`));
  const described = new Set(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
  expect(mounted.filter((route) => !described.has(route))).toEqual([]);
});

describe("the document", () => {
  test("is OpenAPI 3.1 whose references all lead somewhere", async () => {
    const document = await readDocument();
    expect(document.openapi).toBe("3.1.0");
    const references = JSON.stringify(document).match(/#\/[\w/$]+/g) ?? [];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) {
      const found = reference
        .slice(2)
        .split("/")
        .reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document);
      expect(found, reference).toBeTypeOf("object");
    }
  });

  test("names each path parameter, and no other", async () => {
    const { paths } = await readDocument();
    for (const [path, methods] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const { parameters = [] } of Object.values(methods)) {
        expect(
          parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
          path,
        ).toEqual(inPath);
      }
    }
  });

  test("describes bodies by the schemas that validate them", async () => {
    const { schemas } = (await readDocument()).components;
    expect(schemas.PublishedEvent!.required).toEqual(["type"]);
    expect(Object.keys(schemas.PublishedEvent!.properties).sort()).toEqual([
      "bot",
      "botId",
      "data",
      "id",
      "pair",
      "trade",
      "ts",
      "type",
      "userId",
    ]);
    expect(schemas.CreateFeed).toMatchObject({ required: ["feed"], additionalProperties: false });
    expect(schemas.IssueKey).toMatchObject({ required: ["scope"], additionalProperties: false });
    expect(JSON.stringify(schemas.PublishedEvent)).toContain("additionalProperties");
  });

  test("lists every status that a problem of the route has", async () => {
    const { paths } = await readDocument();
    for (const { method, path, problems, success } of operations) {
      const { responses } = paths[path]![method]!;
      expect(Object.keys(responses)).toContain(String(success.status));
      for (const slug of problems) expect(Object.keys(responses)).toContain(String(PROBLEMS[slug].status));
    }
  });
});

test("the page needs nothing from elsewhere and runs no script", async () => {
  const answer = await call("/docs");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toContain("text/html");
  expect(answer.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const page = await answer.text();
  expect(page).not.toMatch(/<script|src=|@import|url\(|javascript:/);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => href!.startsWith("/"))).toBe(true);
  for (const { path } of operations) expect(page).toContain(path);
});
