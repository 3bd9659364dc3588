/**
 * Courses of the demo played for tests: their messages without signs of life, and what can be seen in them.
 */
import { type Course, createCourse, type Message } from "../../demo/course.ts";
import { jsonText } from "../../demo/python.ts";
import { type BooksByBot, createAllBooks, noteWorths, take } from "../../demo/relayed-bots.ts";
import { nextMessage } from "../../demo/simulator.ts";

export const START_MS = Date.UTC(2026, 10, 24, 12, 0, 20);
export const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99, 4_294_967_295];

export const line = ({ atMs, bot, body }: Message): string => `${atMs} ${bot} ${jsonText(body)}`;

/** Messages up to `untilMs` after the start, the history's among them. */
export function playLive(course: Course, untilMs: number): Message[] {
  const messages: Message[] = [];
  for (;;) {
    const message = nextMessage(course);
    if (message.atMs > START_MS + untilMs) return messages;
    if (!message.heartbeat) messages.push(message);
  }
}

/** The relayed bots' books at the start, and the course that led there. */
export function playBooks(seed: number): { readonly books: BooksByBot; readonly course: Course } {
  const course = createCourse(seed, START_MS);
  const books = createAllBooks();
  for (let message = nextMessage(course); message.atMs < START_MS; message = nextMessage(course)) {
    noteWorths(books, course, message.atMs);
    take(books, message);
  }
  return { books, course };
}

/** Messages up to the start. */
export function playHistory(course: Course): Message[] {
  return playLive(course, -1);
}

export const live = (messages: readonly Message[]): Message[] => messages.filter(({ atMs }) => atMs >= START_MS);

/** What the demo promises to show, each as a test of a message. */
export const SIGHTS: Readonly<Record<string, (message: Message) => boolean>> = {
  fill: ({ body }) => body["type"] === "entry_fill",
  "position increase": ({ body }) => body["type"] === "entry_fill" && body["sub_trade"] === "True",
  "partial exit": ({ body }) => body["type"] === "exit_fill" && body["is_final_exit"] === "False",
  "final exit": ({ body }) => body["type"] === "exit_fill" && body["is_final_exit"] === "True",
  "stop on exchange": ({ body }) => body["type"] === "exit_fill" && body["exit_reason"] === "stoploss_on_exchange",
  cancel: ({ body }) => body["type"] === "entry_cancel",
  warning: ({ body }) => body["type"] === "warning",
  protection: ({ body }) => body["type"]?.startsWith("protection_trigger") === true,
};
