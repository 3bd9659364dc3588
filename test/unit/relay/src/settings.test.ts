import { describe, expect, test } from "vitest";
import { readSettings, type ReadSettings, type Sources } from "../../../../relay/src/settings.ts";

const read = (sources: Partial<Sources>): ReadSettings =>
  readSettings({ flags: {}, environment: {}, defaultDataDir: "./there", ...sources });
const MINIMAL = { FILLCAST_URL: "https://f.example", FILLCAST_KEY: "fck_1" };
const bots = (environment: Record<string, string>, file?: unknown): unknown => {
  const settings = read({ environment: { ...MINIMAL, ...environment }, file });
  return settings.kind === "settings" ? settings.settings.bots : settings.mistakes;
};

describe("settings", () => {
  test("have defaults for all but server and key", () => {
    expect(read({ environment: MINIMAL })).toEqual({
      kind: "settings",
      settings: {
        url: "https://f.example",
        key: "fck_1",
        bots: [],
        dataDir: "./there",
        listen: { host: "127.0.0.1", port: 8_790 },
        token: null,
        pollMs: 10_000,
        spoolMaxBytes: 1_073_741_824,
      },
    });
  });

  test("are those of a flag before those of a variable before those of the file; an empty variable is none", () => {
    const environment = { FILLCAST_URL: "https://two.example", FILLCAST_KEY: "", FILLCAST_POLL: "20" };
    const file = { url: "https://three.example", key: "three", poll: 30, spoolMax: 2_000_000, listen: "off" };
    expect(read({ flags: { url: "https://one.example/" }, environment, file })).toMatchObject({
      settings: { url: "https://one.example", key: "three", pollMs: 20_000, spoolMaxBytes: 2_000_000, listen: null },
    });
  });

  test.each([
    [{ flags: {} }, [/--url/, /--key/]],
    [{ flags: { url: "f.example", key: "k" } }, [/https:\/\/fillcast.example.com/]],
    [{ flags: { url: "ftp://f.example", key: "k" } }, [/https:\/\/fillcast.example.com/]],
    [{ flags: { url: "https://f.example", key: "with space" } }, [/Copy it again/]],
    [{ environment: { ...MINIMAL, FILLCAST_LISTEN: "8790" } }, [/HOST:PORT/]],
    [{ environment: { ...MINIMAL, FILLCAST_LISTEN: "127.0.0.1:99999" } }, [/HOST:PORT/]],
    [{ environment: { ...MINIMAL, FILLCAST_LISTEN: "0.0.0.0:8790" } }, [/--token/]],
    [{ environment: { ...MINIMAL, FILLCAST_LISTEN: "[::]:8790" } }, [/--token/]],
    [{ environment: { ...MINIMAL, FILLCAST_TOKEN: "short" } }, [/16 to 128/]],
    [{ environment: { ...MINIMAL, FILLCAST_POLL: "0" } }, [/--poll/]],
    [{ environment: { ...MINIMAL, FILLCAST_POLL: "1e3" } }, [/--poll/]],
    [{ environment: { ...MINIMAL, FILLCAST_SPOOL_MAX: "1GB" } }, [/--spool-max/]],
    [{ environment: MINIMAL, file: [] }, [/JSON object/]],
    [{ environment: MINIMAL, file: { urll: "x" } }, [/unknown member/]],
    [{ environment: MINIMAL, file: { bots: "x" } }, [/"bots"/]],
  ] satisfies [Partial<Sources>, RegExp[]][])("%j is a mistake that says what to write", (sources, wanted) => {
    const settings = read(sources);
    const mistakes = settings.kind === "mistakes" ? settings.mistakes : [];
    expect(mistakes).toEqual(wanted.map((one) => expect.stringMatching(one)));
  });

  test("a private address needs no token", () => {
    for (const host of ["localhost", "127.0.0.1", "10.1.2.3", "192.168.0.2", "172.31.0.1", "[::1]", "[fd00::1]"]) {
      expect(read({ environment: { ...MINIMAL, FILLCAST_LISTEN: `${host}:0` } }).kind).toBe("settings");
    }
    for (const host of ["172.32.0.1", "8.8.8.8", "example.com", "[2001:db8::1]"]) {
      expect(read({ environment: { ...MINIMAL, FILLCAST_LISTEN: `${host}:0` } }).kind).toBe("mistakes");
    }
  });
});

describe("bots", () => {
  test("have user and password in the URL, in variables or in the file", () => {
    const bot = { name: "spot-1", url: "http://freqtrade:8080", user: "u", password: "p@:/" };
    expect(bots({ FILLCAST_BOTS: "spot-1=http://u:p%40%3A%2F@freqtrade:8080/" })).toEqual([bot]);
    expect(
      bots({
        FILLCAST_BOTS: "spot-1=http://freqtrade:8080/api/v1/",
        FILLCAST_BOT_SPOT_1_USER: "u",
        FILLCAST_BOT_SPOT_1_PASSWORD: "p@:/",
      }),
    ).toEqual([bot]);
    expect(bots({}, { bots: { "spot-1": { url: "http://freqtrade:8080", user: "u", password: "p@:/" } } })).toEqual([
      bot,
    ]);
    expect(bots({}, { bots: { "spot-1": "http://u:p%40%3A%2F@freqtrade:8080" } })).toEqual([bot]);
    expect(bots({ FILLCAST_BOTS: "a=http://u:p@x:1, b=http://u:p@proxy/b\nc=http://u:p@x:3" })).toMatchObject([
      { name: "a" },
      { name: "b", url: "http://proxy/b" },
      { name: "c" },
    ]);
  });

  test.each([
    ["spot 1=http://u:p@x", /NAME=URL/],
    ["http://u:p@x:8080", /NAME=URL/],
    ["a=http://u:p@x,a=http://u:p@y", /twice/],
    ["a=x:8080", /address of bot a/],
    ["a=http://x:8080", /FILLCAST_BOT_A_USER/],
  ])("%s is a mistake, and the password is not in it", (text, wanted) => {
    const mistakes = bots({ FILLCAST_BOTS: text });
    expect(mistakes).toEqual(expect.arrayContaining([expect.stringMatching(wanted)]));
    expect(JSON.stringify(mistakes)).not.toContain("u:p@");
  });
});
