/**
 * Writes API.md from the docstrings: `node client/reference.ts`. Each public name of each entry with what its source says
 * about it and its declaration; a test holds the file to the sources.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is public, by entry and in the order in which a reader wants it: file → names. */
const ENTRIES: readonly (readonly [
  entry: string,
  files: readonly (readonly [file: string, names: readonly string[]])[],
])[] = [
  [
    "fillcast",
    [
      ["feed.ts", ["connect"]],
      [
        "api.ts",
        [
          "ConnectOptions",
          "Start",
          "Pauses",
          "TokenUse",
          "Transport",
          "Feed",
          "FeedEvents",
          "EventBatch",
          "Status",
          "Reason",
        ],
      ],
      ["error.ts", ["FeedError", "ClientErrorCode", "Problem"]],
      ["api.ts", ["PositionStore"]],
      ["store.ts", ["memory", "sessionStore", "localStore"]],
      ["api.ts", ["HistoryQuery", "LatencyStats", "LatencyFigure", "EventLatency", "Clock", "DebugEntry"]],
      [
        "trade-event.ts",
        [
          "TradeEvent",
          "EventOfType",
          "OrderData",
          "EntryData",
          "EntryCancelData",
          "ExitData",
          "ExitCancelData",
          "StatusData",
          "ProtectionData",
          "LiquidationWarningData",
          "StrategyMessageData",
          "WhitelistData",
          "PresenceData",
          "ModeSetData",
          "ModeToldData",
          "TradeSnapshotData",
          "EquityData",
          "RelayGapData",
          "CustomData",
        ],
      ],
      ["../../protocol/src/event.ts", ["FeedEvent", "TradeRef", "Edge"]],
      ["../../protocol/src/filter.ts", ["Filter"]],
      ["../../protocol/src/position.ts", ["Position"]],
      [
        "../../protocol/src/state.ts",
        [
          "FeedState",
          "BotState",
          "LiquidationWarning",
          "ModeSaid",
          "ModeSpan",
          "Trade",
          "Booking",
          "Total",
          "Day",
          "DayQuarter",
          "Lock",
          "StatePatch",
        ],
      ],
      [
        "../../protocol/src/profit.ts",
        ["Profit", "ProfitFigures", "ProfitExtreme", "ProfitBook", "ProfitBin", "ProfitGroup"],
      ],
      [
        "../../protocol/src/vitals.ts",
        ["VitalsByBot", "HeardVitals", "BotVitals", "VitalsProblem", "Balance", "OpenPosition"],
      ],
    ],
  ],
  [
    "fillcast/react",
    [
      [
        "react.ts",
        [
          "FeedProvider",
          "FeedProviderProps",
          "useFeed",
          "useStatus",
          "useEvents",
          "UseEventsOptions",
          "useVitals",
          "useFeedEvent",
          "HandledEvent",
          "useFeedState",
          "useLatency",
        ],
      ],
    ],
  ],
  [
    "fillcast/tape",
    [
      ["tape.ts", ["sessionTape", "localTape", "TapeOptions", "Tape"]],
      ["kept-events.ts", ["EventList"]],
    ],
  ],
  [
    "fillcast/badge",
    [
      ["badge.ts", ["FillcastBadge"]],
      ["badge-element.ts", ["BadgeElement", "BadgeAttributes"]],
    ],
  ],
  ["fillcast/sse", [["sse.ts", ["eventStream"]]]],
  ["fillcast/debug", [["debug.ts", ["logSteps"]]]],
  [
    "fillcast/csv",
    [
      ["../../protocol/src/csv.ts", ["tradesToCsv", "rowsToCsv", "CsvValue"]],
      ["../../protocol/src/zone.ts", ["dayIn", "hourIn", "instantIn", "isTimeZone", "zoneOffsetMs"]],
    ],
  ],
  [
    "fillcast/messages",
    [
      ["../../protocol/src/messages/trade-message.ts", ["readOrderMessage", "OrderMessage", "saysClosed"]],
      [
        "../../protocol/src/messages/trade-snapshot.ts",
        ["readTradeSnapshot", "TradeSnapshot", "readTradeOrders", "SnapshotOrder", "isFilled"],
      ],
      ["../../protocol/src/messages/lock-message.ts", ["readLockMessage", "LockMessage"]],
      ["../../protocol/src/messages/liquidation-message.ts", ["readLiquidationMessage", "LiquidationMessage"]],
    ],
  ],
  [
    "fillcast/testing",
    [
      ["testing.ts", ["fakeFeed", "FakeFeedOptions", "FakeFeed"]],
      ["fake-event.ts", ["FakeEvent"]],
    ],
  ],
];

/** The reference as text. */
export function createReference(): string {
  const parts = ["# API", "Made from the sources by `node client/reference.ts`. The guide is README.md."];
  for (const [entry, files] of ENTRIES) {
    parts.push(`## \`${entry}\``);
    for (const [file, names] of files) {
      const source = readFileSync(join(import.meta.dirname, "src", file), "utf8");
      for (const name of names) parts.push(describe(source, name));
    }
  }
  return `${parts.join("\n\n")}\n`;
}

/** One name: its docstring, and its declaration as far as a user sees it. */
function describe(source: string, name: string): string {
  const pattern = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n)?export (?:async )?(?:interface|type|class|function) ${name}\\b`,
  );
  const match = pattern.exec(source);
  if (match === null) throw new Error(`${name} is not where it is said to be.`);
  const said = (match[1] ?? "").replaceAll(/\n \* ?/g, " ").trim();
  const declaration = source.slice(match.index + match[0].lastIndexOf("export"));
  return `### \`${name}\`\n\n${said === "" ? "" : `${said}\n\n`}\`\`\`ts\n${shown(declaration)}\n\`\`\``;
}

/** Types whole; of a function its head; of a class its fields. */
function shown(declaration: string): string {
  const text = declaration.replace(/^export /, "");
  if (text.startsWith("interface")) return text.slice(0, endOfBlock(text));
  if (text.startsWith("type")) return text.slice(0, /;\n(?=\n|\/\*\*|export|$)/.exec(text)!.index + 1);
  if (text.startsWith("class")) return `${text.slice(0, text.search(/\n\n|\n {2}#|\n {2}constructor/))}\n}`;
  return text.slice(0, text.search(/ \{\n/));
}

function endOfBlock(text: string): number {
  const empty = /^[^\n]*\{\}/.exec(text);
  return empty === null ? text.indexOf("\n}") + 2 : empty[0].length;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, "API.md"), createReference());
