/**
 * Every regular expression of the product, read from its source by a real parser: literals, and what is compiled from a
 * text. A folder that is new is looked at without being named here.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { ROOT } from "./tool.ts";

/** What is not the product: its tests, its measurements, what others wrote, what a build made or only a build runs. */
const OTHERS = /^(test|bench|dist|client\/dist|relay\/dist|client\/reference\.ts|\.[^/]*)(\/|$)|\.config\.ts$/;
/** Methods that make a pattern of a text. */
const COMPILING: ReadonlySet<unknown> = new Set(["match", "matchAll", "search"]);

export interface Pattern {
  /** From the project's root. */
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

export interface Collected {
  readonly files: readonly string[];
  readonly patterns: readonly Pattern[];
  /** Files that make a pattern out of something that is no literal: nobody can say what it costs. */
  readonly unreadable: readonly string[];
}

/** All patterns of the product, each as often as it is written. */
export function collectPatterns(): Collected {
  const files = globSync("**/*.{ts,tsx,js,mjs}", { cwd: ROOT, exclude: ["**/node_modules/**"] })
    .filter((file) => !OTHERS.test(file))
    .sort();
  const patterns: Pattern[] = [];
  const unreadable: string[] = [];
  for (const file of files) {
    const { program, errors } = parseSync(file, readFileSync(join(ROOT, file), "utf8"));
    if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]!.message}`);
    for (const found of readPatterns(program)) {
      if (found === "unreadable") unreadable.push(file);
      else patterns.push({ file, ...found });
    }
  }
  return { files, patterns, unreadable };
}

type Found = Omit<Pattern, "file"> | "unreadable";
interface Node {
  readonly [name: string]: unknown;
}

function* readPatterns(value: unknown): Generator<Found> {
  if (Array.isArray(value)) for (const item of value) yield* readPatterns(item);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const node = value as Node;
  const literal = node.type === "Literal" ? (node.regex as { pattern: string; flags: string } | undefined) : undefined;
  if (literal !== undefined) yield { source: literal.pattern, flags: literal.flags };
  else yield* readCompiled(node);
  for (const child of Object.values(node)) yield* readPatterns(child);
}

function* readCompiled({ type, callee, arguments: given }: Node): Generator<Found> {
  if (type !== "NewExpression" && type !== "CallExpression") return;
  const { name, property } = callee as Node;
  const [first, second] = given as (Node | undefined)[];
  const isText = first?.type === "Literal" && typeof first.value === "string";
  if (name === "RegExp") {
    const flags = second === undefined ? "" : second.value;
    const isWhole = isText && typeof flags === "string";
    yield isWhole ? { source: first.value as string, flags } : "unreadable";
  } else if (COMPILING.has((property as Node | undefined)?.name) && isText) {
    yield { source: first.value as string, flags: "" };
  }
}
