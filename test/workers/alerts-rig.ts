/** Destinations over HTTP for the tests of their routes: feeds that end with their test, and receivers that answer in its place. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach } from "vitest";
import { type Destination } from "@fillcast/protocol";
import { createFeed as createAnyFeed, send, type CreatedFeed } from "./edge.ts";
import { Receivers } from "./network.ts";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const HOST = "hooks.fillcast-tests.org";
export const hook = { kind: "webhook", url: `https://${HOST}/secret-path`, secret: SECRET };

export const base = ({ feed }: CreatedFeed) => `/v1/feeds/${feed}/destinations`;
export const add = (feed: CreatedFeed, address: object = hook, more: object = {}, key = feed.key) =>
  send("POST", base(feed), key, { label: "Mine", address, ...more });
export const made = async (answer: Response): Promise<Destination> => {
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json<Destination>();
};
export const list = async (feed: CreatedFeed, key = feed.key) =>
  (await (await send("GET", base(feed), key)).json<{ destinations: Destination[] }>()).destinations;
export const errorsOf = async (answer: Response) =>
  (await answer.json<{ readonly errors: readonly { readonly pointer: string; readonly detail: string }[] }>()).errors;

export const receivers = new Receivers();
beforeEach(() => receivers.begin());
afterEach(async () => {
  // Their alarms would ring while another test's receivers are there.
  for (const { feed } of created.splice(0)) await send("DELETE", `/v1/feeds/${feed}`, env.ADMIN_TOKEN);
  receivers.end();
});

const created: CreatedFeed[] = [];
export async function createFeed(): Promise<CreatedFeed> {
  const feed = await createAnyFeed();
  created.push(feed);
  return feed;
}
