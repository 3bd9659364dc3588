import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { fillRoom } from "../../../../bench/history/fill.ts";
import { Log } from "../../../../parties/feed/log/log.ts";
import { createFeedRow } from "../../../../parties/feed/schema.ts";
import type { Sql, SqlRow } from "../../../../parties/feed/sql.ts";
import { createPages, EPOCH } from "../../../support/pages.ts";

type Param = string | number | null | Uint8Array;

function toSql(database: DatabaseSync): Sql {
  return {
    all: <Row extends SqlRow>(statement: string, ...params: readonly unknown[]) =>
      database.prepare(statement).all(...(params as Param[])) as unknown as Row[],
    run: (statement, ...params) => void database.prepare(statement).run(...(params as Param[])),
    transaction: (work) => work(),
  };
}

test("a room that was given its last page stands at the head, and holds nothing before that page", () => {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-bench-test-"));
  try {
    for (const name of ["other", "long"]) {
      const database = new DatabaseSync(join(folder, `${name}.sqlite`));
      createFeedRow(toSql(database), { name, epoch: EPOCH, region: "auto", createdAt: 1, firstKeyId: "key-1" });
      database.close();
    }
    const page = [...createPages(1_500)].at(-1)!;
    fillRoom(folder, "long", page);
    const database = new DatabaseSync(join(folder, "long.sqlite"));
    const log = new Log(toSql(database));
    expect({ head: log.head.seq, oldest: log.oldest }).toEqual({ head: 1_500, oldest: 1_025 });
    expect(Buffer.from(log.head.chain)).toEqual(Buffer.from(page.chain, "hex"));
    expect(log.records.readPart(1_025)).toMatchObject({ first: 1_025, last: 1_500, text: page.text });
    database.close();
    expect(() => fillRoom(folder, "absent", page)).toThrow("no room of absent");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
