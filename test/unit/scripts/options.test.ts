import { describe, expect, test } from "vitest";
import { parseStartOptions } from "../../../scripts/options.ts";

const DEFAULTS = {
  kind: "start",
  port: 8787,
  host: "127.0.0.1",
  stateDir: ".state",
  adminToken: null,
  signingSecret: null,
  pushContact: null,
  demo: true,
  seed: 1,
  demoFreeze: false,
  demoStartMs: null,
};

describe("the options of npm start", () => {
  test("without any, the defaults", () => {
    expect(parseStartOptions([], {})).toEqual(DEFAULTS);
  });

  test("every one can be given as an argument", () => {
    const args = [
      "--port",
      "0",
      "--host=0.0.0.0",
      "--state=/tmp/x",
      "--admin-token",
      "tok",
      "--signing-secret",
      "héllo wörld",
      "--push-contact",
      "mailto:ops@fillcast.dev",
      "--no-demo",
      "--seed",
      "7",
      "--demo-freeze",
      "--demo-start",
      "2026-11-24T14:00:00Z",
    ];
    expect(parseStartOptions(args, {})).toEqual({
      kind: "start",
      port: 0,
      host: "0.0.0.0",
      stateDir: "/tmp/x",
      adminToken: "tok",
      signingSecret: "héllo wörld",
      pushContact: "mailto:ops@fillcast.dev",
      demo: false,
      seed: 7,
      demoFreeze: true,
      demoStartMs: Date.UTC(2026, 10, 24, 14),
    });
  });

  test("every one can be given in the environment, and an argument wins", () => {
    const environment = {
      FILLCAST_PORT: "9000",
      FILLCAST_HOST: "::1",
      FILLCAST_STATE: "there",
      FILLCAST_ADMIN_TOKEN: "tok",
      FILLCAST_SIGNING_SECRET: "secret",
      FILLCAST_PUSH_CONTACT: "https://fillcast.dev",
      FILLCAST_NO_DEMO: "1",
      FILLCAST_SEED: "4294967295",
      FILLCAST_DEMO_FREEZE: "true",
      FILLCAST_DEMO_START: "2026-11-24T14:00:00.250Z",
    };
    expect(parseStartOptions(["--port=9001"], environment)).toEqual({
      kind: "start",
      port: 9001,
      host: "::1",
      stateDir: "there",
      adminToken: "tok",
      signingSecret: "secret",
      pushContact: "https://fillcast.dev",
      demo: false,
      seed: 4_294_967_295,
      demoFreeze: true,
      demoStartMs: Date.UTC(2026, 10, 24, 14) + 250,
    });
  });

  test("an empty variable counts as none", () => {
    expect(parseStartOptions([], { FILLCAST_PORT: "", FILLCAST_ADMIN_TOKEN: "", FILLCAST_NO_DEMO: "" })).toEqual(
      DEFAULTS,
    );
  });

  test("help is help, whatever stands beside it", () => {
    expect(parseStartOptions(["--help", "--port", "x"], {})).toEqual({ kind: "help" });
    expect(parseStartOptions(["-h"], {})).toEqual({ kind: "help" });
  });

  test.each([
    [["--prot", "1"], "--prot"],
    [["8787"], "8787"],
    [["--port"], "--port"],
    [["--port", "65536"], "--port must be a number"],
    [["--port", "-1"], "--port"],
    [["--port", "8e3"], "--port must be a number"],
    [["--port", ""], "--port must be a number"],
    [["--host", "localhost"], "--host must be an IP address"],
    [["--host", "0.0.0.0:80"], "--host must be an IP address"],
    [["--host", ""], "--host must be an IP address"],
    [["--seed", "1.5"], "--seed must be a whole number"],
    [["--seed", "4294967296"], "--seed must be a whole number"],
    [["--demo-start", "yesterday"], "--demo-start must be a UTC time"],
    [["--demo-start", "2026-11-24T14:00:00+01:00"], "--demo-start must be a UTC time"],
    [["--demo-start", "2026-13-24T14:00Z"], "--demo-start must be a UTC time"],
    [["--state", ""], "--state must be a folder"],
    [["--admin-token", "with space"], "--admin-token must"],
    [["--admin-token", ""], "--admin-token must"],
    [["--signing-secret", ""], "--signing-secret must"],
    [["--no-demo=maybe"], "--no-demo"],
  ])("%j is refused in one sentence that names it", (args, part) => {
    const parsed = parseStartOptions(args, {});
    expect(parsed.kind).toBe("invalid");
    const message = parsed.kind === "invalid" ? parsed.message : "";
    expect(message).toContain(part);
    expect(message).toMatch(/^[^\n]+\.$/);
  });
});
