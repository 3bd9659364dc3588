/**
 * A JSON body that is one object of a known shape, as the management routes take it.
 */
import { ERRORS_MAX, refuse, isRefused, type Refused } from "@fillcast/protocol";
import type * as z from "zod/mini";
import { decodeUtf8, mediaType, readBody } from "./body.ts";
import { refuseSyntax } from "./json-fault.ts";
import { issuesToErrors } from "./pointers.ts";

/** The body as the schema has it, or what is wrong with it. */
export async function readJson<Value>(request: Request, schema: z.ZodMiniType<Value>): Promise<Value | Refused> {
  if (mediaType(request.headers.get("Content-Type")) !== "application/json") {
    return refuse("unsupported-media-type", "Send JSON, with Content-Type: application/json.");
  }
  const bytes = await readBody(request);
  if (isRefused(bytes)) return bytes;
  const text = decodeUtf8(bytes);
  if (text === null) return refuseEncoding();
  const parsed = parse(text);
  if (parsed === undefined) return refuseSyntax(text);
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return checked.data;
  const errors = issuesToErrors(checked.error.issues, []).slice(0, ERRORS_MAX);
  return refuse("invalid-body", "The body is not valid. `errors` lists what to correct.", { errors });
}

export function refuseEncoding(): Refused {
  return refuse("malformed-body", "The body is not valid UTF-8. Encode it as UTF-8.");
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
