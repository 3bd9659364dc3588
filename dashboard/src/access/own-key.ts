/** The id inside this page's own key; a JWT's payload is readable by anyone who has it. */
export function ownKeyId(key: string): string | null {
  try {
    const payload = key.split(".")[1] ?? "";
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { readonly jti?: unknown };
    return typeof claims.jti === "string" ? claims.jti : null;
  } catch {
    return null;
  }
}
