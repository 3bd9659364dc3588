/**
 * A JSON body that is one object of a known shape, as the management routes take it.
 */
import type * as z from "zod/mini";
import { refuse, type Refused } from "../../parties/feed/rpc.ts";
import { decodeUtf8, mediaType, readBody } from "./body.ts";
import { ERRORS_MAX, issuesToErrors } from "./pointers.ts";

/** The body as the schema has it, or what is wrong with it. */
export async function readJson<Value>(
  request: Request,
  schema: z.ZodMiniType<Value>,
): Promise<{ readonly kind: "json"; readonly value: Value } | Refused> {
  if (mediaType(request.headers.get("Content-Type")) !== "application/json") {
    return refuse("unsupported-media-type", "Send JSON, with Content-Type: application/json.");
  }
  const body = await readBody(request);
  if (body.kind === "refused") return body;
  const text = decodeUtf8(body.bytes);
  if (text === null) return refuseEncoding();
  const parsed = parse(text);
  if (parsed === undefined) return refuseSyntax();
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return { kind: "json", value: checked.data };
  const errors = issuesToErrors(checked.error.issues, []).slice(0, ERRORS_MAX);
  return refuse("invalid-body", "The body is not what this route takes; `errors` says where.", { errors });
}

export function refuseEncoding(): Refused {
  return refuse("malformed-body", "The body is not UTF-8. Encode it as UTF-8.");
}

export function refuseSyntax(): Refused {
  return refuse("malformed-json", "The body does not parse as JSON. Send one JSON value, whole.");
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
