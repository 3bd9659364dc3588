/** A bot's stream over a real socket: it opens, is silent, refuses, and is cut off. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStream, type StreamHandlers } from "../../../../../relay/src/freqtrade/stream.ts";
import { startFakeFreqtrade, type FakeFreqtrade } from "../../../../support/fake-freqtrade.ts";

const SILENT_MS = 200;
let bot: FakeFreqtrade;

beforeEach(async () => {
  bot = await startFakeFreqtrade();
});
afterEach(() => bot.stop());

const urlOf = (token: string): string => `ws://127.0.0.1:${bot.port}/api/v1/message/ws?token=${token}`;

/** A token as a login gives it. */
async function logIn(): Promise<string> {
  const { origin, username, password } = new URL(bot.url);
  const basic = Buffer.from(`${username}:${decodeURIComponent(password)}`).toString("base64");
  const headers = { authorization: `Basic ${basic}` };
  const answer = await fetch(`${origin}/api/v1/token/login`, { method: "POST", headers });
  return (await answer.json<{ readonly access_token: string }>()).access_token;
}

/** What the handlers heard. */
function listen() {
  const heard: string[] = [];
  const ends: string[] = [];
  const handlers: StreamHandlers = { message: (text) => void heard.push(text), closed: (why) => void ends.push(why) };
  return { heard, ends, handlers };
}

test("a stream that opens and says nothing is none", async () => {
  bot.isTalking = false;
  const { handlers, ends } = listen();
  expect(await openStream(urlOf(await logIn()), handlers, SILENT_MS)).toBe("it opens and says nothing");
  expect(ends).toEqual([]);
});

test("a stream that falls silent is asked, and given up where it stays so", async () => {
  const { handlers, heard, ends } = listen();
  const stream = await openStream(urlOf(await logIn()), handlers, SILENT_MS);
  expect(stream).toBeTypeOf("object");
  await expect.poll(() => bot.streams()).toBe(1);
  bot.say({ type: "status", status: "running" });
  await expect.poll(() => heard).toEqual(['{"type":"status","status":"running"}']);
  bot.isTalking = false;
  await expect.poll(() => ends).toEqual(["it has gone silent"]);
});

test("a token that has ended is named, and so is a cut", async () => {
  const ended = await logIn();
  bot.expireTokens();
  const { handlers, ends } = listen();
  expect(await openStream(urlOf(ended), handlers, SILENT_MS)).toBe("it refuses the token");
  await openStream(urlOf(await logIn()), handlers, 60_000);
  bot.cutStreams();
  await expect.poll(() => ends).toEqual([expect.stringContaining("it was cut off")]);
});
