import { describe, expect, it } from "vitest";
import { followsArchive, type StoredPage } from "../../../src/archive/follow.ts";
import type { PageText } from "../../../src/archive/page.ts";
import { createEvent, createPages } from "../../support/pages.ts";

const toStored = ({ page, last, chain }: PageText): StoredPage => ({
  page,
  last,
  chain: Buffer.from(chain).toString("hex"),
});
const pageOfLog = (head: number, toEvent = createEvent): PageText => [...createPages(head, 3, toEvent)].at(-1)!;
/** The same log up to 600, and another one after it. */
const forked = (seq: number) => createEvent(seq, seq > 600 ? { data: { other: true } } : {});

describe("a page that is archived", () => {
  it("follows an empty archive, the page before it, and an earlier state of itself", () => {
    const [first] = [...createPages(1_024)];
    expect(followsArchive(first!, null, null)).toBe(true);
    expect(followsArchive(pageOfLog(700), null, toStored(first!))).toBe(true);
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(602)), toStored(first!))).toBe(true);
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(700)), toStored(first!))).toBe(true);
  });

  it("does not follow a page before it of another history", () => {
    const [other] = [...createPages(1_024, 3, (seq) => createEvent(seq, { bot: "another" }))];
    expect(followsArchive(pageOfLog(700), null, toStored(other!))).toBe(false);
  });

  it("does not follow another state of itself that ends where it ends, or before", () => {
    const [first] = [...createPages(1_024)];
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(700, forked)), toStored(first!))).toBe(false);
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(650, forked)), toStored(first!))).toBe(false);
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(700, forked)), null)).toBe(false);
  });

  it("does not follow where a record was altered or left out", () => {
    const [first, second] = [...createPages(1_024)] as [PageText, PageText];
    const altered = { ...second, text: second.text.replace("event-700", "event-7OO") };
    const [, ...rest] = second.text.split(",\n\n");
    expect(followsArchive(altered, null, toStored(first))).toBe(false);
    expect(followsArchive({ ...second, text: rest.join(",\n\n") }, null, toStored(first))).toBe(false);
  });

  it("is taken at its word where the archive lacks the page before it", () => {
    expect(followsArchive(pageOfLog(700), null, null)).toBe(true);
    expect(followsArchive(pageOfLog(700), toStored(pageOfLog(650)), null)).toBe(true);
  });
});
