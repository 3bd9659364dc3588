/** Loaded into a process before its program: each SIGUSR2 sets its clock back by an hour, as a correction does. */
const HOUR_MS = 3_600_000;
let shiftMs = 0;
const { Date: RealDate } = globalThis;

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + shiftMs);
    else super(...values);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};
process.on("SIGUSR2", () => {
  shiftMs -= HOUR_MS;
  process.stderr.write("clock set back\n");
});
