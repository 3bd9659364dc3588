/**
 * Forms, as `curl -d` and Freqtrade's `form` send them. Pure: text in, members out.
 */
import { BODY_MAX_VALUES, type JsonObject, type Refused } from "@fillcast/protocol";
import { refuseTooManyValues } from "./json.ts";

export const FORM_TYPE = "application/x-www-form-urlencoded";

/** Wrapped, since it is whatever a sender wrote. */
export interface FormFields {
  readonly fields: JsonObject;
}

/** True for text that begins as a form does. */
export function isForm(text: string): boolean {
  return /^\s*[\w.%+-]+=/.test(text);
}

/** A form's fields; one that is given twice keeps all its values. */
export function parseForm(text: string): FormFields | Refused {
  if (hasTooManyFields(text)) return refuseTooManyValues();
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  const members = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0]! : values] as const);
  return { fields: Object.fromEntries(members) };
}

function hasTooManyFields(form: string): boolean {
  let count = 0;
  for (let at = form.indexOf("&"); at !== -1 && count < BODY_MAX_VALUES; at = form.indexOf("&", at + 1)) count++;
  return count >= BODY_MAX_VALUES;
}
