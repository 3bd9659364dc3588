import { expect, it } from "vitest";
import type { DeliveryWorld } from "../../../../../../parties/feed/alerts/delivery/deliver.ts";
import { findTelegramChats } from "../../../../../../parties/feed/alerts/delivery/telegram-chats.ts";
import { TELEGRAM_TOKEN as TOKEN, worldOfTelegram } from "../../../../receivers.ts";

const world = worldOfTelegram("chats");
const answering = (status: number, body: string): DeliveryWorld => ({
  ...world,
  fetch: () => Promise.resolve(new Response(body, { status })),
});

it("finds the chats in which somebody wrote to the bot, newest first, each once", async () => {
  expect(await findTelegramChats(TOKEN, world)).toEqual({
    kind: "found",
    chats: [
      { id: "8", title: "grace" },
      { id: "7", title: "Ada L" },
      { id: "-1002", title: "Signals" },
      { id: "-1001", title: "Desk ksed" },
    ],
  });
});

it("says what is wrong with a token, without the token", async () => {
  for (const token of ["", "abc", `999:${"A".repeat(35)}`]) {
    const found = await findTelegramChats(token, world);
    expect(found).toMatchObject({ kind: "failed" });
    if (token !== "") expect(JSON.stringify(found)).not.toContain(token);
  }
});

it("reads whatever Telegram says", async () => {
  const bodies = [
    "",
    "null",
    "[]",
    "{}",
    '{"ok":true,"result":[1,null,{"message":5},{"message":{"chat":{"id":"x"}}}]}',
  ];
  for (const body of bodies) expect(await findTelegramChats(TOKEN, answering(200, body))).toBeDefined();
  expect(await findTelegramChats(TOKEN, answering(200, bodies[4]!))).toEqual({ kind: "found", chats: [] });
  expect(await findTelegramChats(TOKEN, answering(409, '{"ok":false}'))).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("Another program") as string,
  });
  const echo = JSON.stringify({ ok: false, description: `no ${TOKEN}` });
  expect(JSON.stringify(await findTelegramChats(TOKEN, answering(400, echo)))).not.toContain(TOKEN);
});
