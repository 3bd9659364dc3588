/**
 * The demo's feed and keys, made over HTTP as an operator would make them, and kept in the state folder so that the
 * dashboard's address outlives a restart.
 */
import * as z from "zod";
import { readKept, writeKept } from "./kept.ts";
import { BOTS } from "./roster.ts";

export const DEMO_FEED = "demo";
const POSTING = BOTS.filter(({ relayed }) => relayed === null);

/** `bots` are those that post webhooks, `relay` is for all others. */
const DemoKeys = z.object({ owner: z.string(), bots: z.record(z.string(), z.string()), relay: z.string() });
export type DemoKeys = z.infer<typeof DemoKeys>;
/** As they were kept before the demo had a relay. */
const KeptKeys = DemoKeys.partial({ relay: true });
type KeptKeys = z.infer<typeof KeptKeys>;

const Issued = z.object({ key: z.string() });
const Room = z.object({ head: z.number() });

/** The kept keys where the server still takes them, else new ones; makes the feed where there is none. Throws with the server's words. */
export async function loadDemoKeys(origin: string, adminToken: string, path: string): Promise<DemoKeys> {
  const kept = await readKeys(path);
  const isGood = kept !== null && (await isAccepted(origin, kept.owner));
  if (isGood && kept.relay !== undefined) return { ...kept, relay: kept.relay };
  const { owner, bots } = isGood ? kept : await makeKeys(origin, adminToken);
  const relay = await issueKey(origin, adminToken, { scope: "publish", label: "demo relay" });
  const keys = { owner, bots, relay };
  await writeKept(path, keys);
  return keys;
}

async function makeKeys(origin: string, adminToken: string): Promise<KeptKeys> {
  const owner = await makeFeed(origin, adminToken);
  const bots: Record<string, string> = {};
  for (const { name, dryRun } of POSTING) {
    const wish = { scope: "publish", bot: name, dryRun, label: "demo" };
    bots[name] = await issueKey(origin, adminToken, wish);
  }
  return { owner, bots };
}

/** True where nothing was published yet. */
export async function isFeedEmpty(origin: string, ownerKey: string): Promise<boolean> {
  const response = await fetch(`${origin}/v1/rooms/${DEMO_FEED}`, { headers: { authorization: `Bearer ${ownerKey}` } });
  if (!response.ok) throw new Error(`The demo's room does not answer: ${response.status} ${await response.text()}`);
  return Room.parse(await response.json()).head === 0;
}

async function readKeys(path: string): Promise<KeptKeys | null> {
  const keys = KeptKeys.safeParse(await readKept(path));
  return keys.success && POSTING.every(({ name }) => keys.data.bots[name] !== undefined) ? keys.data : null;
}

/** False after a change of the signing secret or a loss of the rooms. */
async function isAccepted(origin: string, ownerKey: string): Promise<boolean> {
  const response = await fetch(keysUrl(origin), { headers: { authorization: `Bearer ${ownerKey}` } });
  await response.body?.cancel();
  return response.ok;
}

/** The first owner key of a new feed, or another one of a feed that is there. */
async function makeFeed(origin: string, adminToken: string): Promise<string> {
  const response = await post(`${origin}/v1/feeds`, adminToken, { feed: DEMO_FEED, region: "auto", limits: "none" });
  if (response.status !== 409) return issued(response);
  await response.body?.cancel();
  return issueKey(origin, adminToken, { scope: "owner", label: "demo dashboard" });
}

async function issueKey(origin: string, adminToken: string, wish: object): Promise<string> {
  return issued(await post(keysUrl(origin), adminToken, wish));
}

async function issued(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`The demo got no key: ${response.status} ${await response.text()}`);
  return Issued.parse(await response.json()).key;
}

function post(url: string, adminToken: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

function keysUrl(origin: string): string {
  return `${origin}/v1/feeds/${DEMO_FEED}/keys`;
}
