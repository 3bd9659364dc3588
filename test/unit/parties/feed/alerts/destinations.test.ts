import { describe, expect, it } from "vitest";
import { DEFAULT_ALERT_RULES } from "@fillcast/protocol";
import { createBox } from "../../../../../parties/feed/alerts/box.ts";
import { Destinations, type StoredDestination } from "../../../../../parties/feed/alerts/destinations.ts";
import { openSchema } from "../../../../../parties/feed/schema.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const stored = (id: string, mark: string | null = null): StoredDestination => ({
  id,
  kind: mark === null ? "webhook" : "push",
  config: {
    label: "Test",
    host: "x.test",
    keyId: "key-1",
    origin: "https://fillcast.test",
    rules: DEFAULT_ALERT_RULES,
    createdAt: START_MS,
    mark,
  },
  box: createBox(DEFAULT_ALERT_RULES, START_MS),
});

describe("the table of destinations", () => {
  it("has after a wake what was put there, and gives addresses to who asks for one", () => {
    const { sql } = new TestRoom();
    const before = new Destinations(sql);
    before.put(stored("a"), new Uint8Array([1, 2]));
    before.put(stored("b", "mark"), new Uint8Array([3]));
    before.putSealed("b", new Uint8Array([4]));
    before.putBox("a", { ...createBox(DEFAULT_ALERT_RULES, START_MS), lastSentAt: 7 });
    const after = new Destinations(sql);
    expect(after.all().map(({ id }) => id)).toEqual(["a", "b"]);
    expect(after.get("a")!.box.lastSentAt).toBe(7);
    expect(after.findByMark("mark")!.id).toBe("b");
    expect([...after.readSealed("a")!, ...after.readSealed("b")!]).toEqual([1, 2, 4]);
    after.remove("a");
    expect(new Destinations(sql).all().map(({ id }) => id)).toEqual(["b"]);
    expect(after.readSealed("a")).toBeNull();
  });

  it("gives a rule that an earlier build did not know its default", () => {
    const { sql } = new TestRoom();
    new Destinations(sql).put(stored("a"), new Uint8Array([1]));
    sql.run(`UPDATE destination SET config = json_remove(config, '$.rules.stalled')`);
    expect(openSchema(sql).kind).toBe("feed");
    expect(new Destinations(sql).get("a")!.config.rules.stalled).toBe(true);
  });
});
