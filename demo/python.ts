/**
 * Values as Python writes them: Freqtrade formats every field with `str.format` and posts the result with `json.dumps`,
 * so a body of the demo is byte for byte what a bot with these numbers would send.
 */

/** `repr(float)`: `470.0`, `2531.17`, `1.099e-05`, `1e+16`. */
export function floatText(value: number): string {
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** `str(bool)`. */
export function boolText(value: boolean): string {
  return value ? "True" : "False";
}

/** `str(datetime)` in UTC from µs since 1970, e.g. `2026-11-24 09:15:03.123456+00:00`; a whole second has no fraction. */
export function awareDateText(instantUs: number): string {
  return `${naiveDateText(instantUs)}+00:00`;
}

/** The same without a zone, as Freqtrade reads dates back from its database. */
export function naiveDateText(instantUs: number): string {
  const micros = instantUs % 1_000_000;
  const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
  return `${secondText(instantUs / 1000)}${fraction}`;
}

/** `%Y-%m-%d %H:%M:%S` from ms since 1970. */
export function secondText(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `json.dumps` of a flat object of strings: a space after colon and comma, everything outside ASCII escaped. */
export function jsonText(body: Readonly<Record<string, string>>): string {
  const fields = Object.entries(body).map(([key, value]) => `${asciiText(key)}: ${asciiText(value)}`);
  return `{${fields.join(", ")}}`;
}

function asciiText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
