/**
 * The few HTTP calls that most end-to-end tests begin with.
 */

/** A new feed without quotas, which tests go beyond; returns its first owner key. */
export async function createFeed(origin: string, adminToken: string, feed: string): Promise<string> {
  return keyOf(await post(`${origin}/v1/feeds`, adminToken, { feed, region: "auto", limits: "none" }));
}

/** A new key of the feed, e.g. `{ scope: "publish", bot: "spot" }`. */
export async function createKey(origin: string, ownerKey: string, feed: string, wish: object): Promise<string> {
  return keyOf(await post(`${origin}/v1/feeds/${feed}/keys`, ownerKey, wish));
}

/** A JSON body with a key as Bearer. */
export function post(url: string, key: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function keyOf(response: Response): Promise<string> {
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const answer: { key: string } = await response.json();
  return answer.key;
}
