/**
 * Reads `Prefer` (RFC 7240): the first value of each preference counts; an unknown or unreadable one is ignored.
 */

/** True if the client would rather have the good part of a request done than none of it. */
export function prefersLenient(header: string | undefined): boolean {
  for (const preference of (header ?? "").split(",")) {
    const [name, value] = preference.split(";", 1)[0]!.split("=", 2);
    if (name!.trim().toLowerCase() !== "handling") continue;
    return (
      (value ?? "")
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .toLowerCase() === "lenient"
    );
  }
  return false;
}

/** How an answer says that it was heeded. */
export const LENIENT_APPLIED = { "Preference-Applied": "handling=lenient" } as const;
