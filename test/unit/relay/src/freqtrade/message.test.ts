import { describe, expect, test } from "vitest";
import { readMessage, subscriptions } from "../../../../../relay/src/freqtrade/message.ts";

describe("a message of the stream", () => {
  test.each([
    ['{"type":"entry_fill","trade_id":41}', { kind: "message", tradeId: "41" }],
    ['{"type":"status","status":"stopped"}', { kind: "message", tradeId: null }],
    ['{"type":"exception","status":"Traceback"}', { kind: "message", tradeId: null }],
    ['{"type":"something_new"}', { kind: "message", tradeId: null }],
    ['{"type":"exception","data":"Error processing request"}', { kind: "life" }],
    ['{"type":"whitelist","data":[]}', { kind: "life" }],
    ['{"type":"analyzed_df","data":{}}', { kind: "life" }],
    ["[]", { kind: "life" }],
    ["no json", { kind: "life" }],
  ])("%s", (text, read) => expect(readMessage(text)).toEqual(read));

  test("is subscribed to by lists that grow, the first of types that all versions know", () => {
    const [first, ...others] = subscriptions();
    expect(first).not.toContain("liquidation_warning");
    expect(others).toEqual([[...first!, "liquidation_warning"]]);
    expect(first).not.toEqual(expect.arrayContaining(["new_candle"]));
  });
});
