/**
 * The operator's way into a feed: a key that may read it, made for the purpose and taken back.
 */
import { CannotVerify } from "./copies.ts";

/** Longer than any verification takes; should the key not be taken back, it ends by itself. */
const KEY_TTL_S = 3_600;

/** Runs `read` with a key of the feed. */
export async function withOperatorsKey<Result>(
  url: string,
  feed: string,
  token: string,
  read: (key: string) => Promise<Result>,
): Promise<Result> {
  const keys = `${url}/v1/feeds/${feed}/keys`;
  const wish = { scope: "subscribe", label: "verify:feed", expiresIn: KEY_TTL_S };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const issued = await fetch(keys, { method: "POST", headers, body: JSON.stringify(wish) }).catch(
    (error: Error) => error,
  );
  if (issued instanceof Error) throw new CannotVerify(`${url} does not respond: ${issued.message}.`);
  if (!issued.ok) throw new CannotVerify(`The operator gets no key: ${issued.status} ${await issued.text()}`);
  const { id, key } = (await issued.json()) as { id: string; key: string };
  try {
    return await read(key);
  } finally {
    const revoked = await fetch(`${keys}/${id}`, { method: "DELETE", headers });
    await revoked.body?.cancel();
  }
}
