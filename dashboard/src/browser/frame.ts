/**
 * The browser's frames. All that waits for the next one runs in one task, so that React draws once whatever has changed; a hidden
 * tab, which gets no frames, is served by a slow timer. A device that draws slowly draws less often: drawing gets half of its
 * time at most, and what arrives meanwhile is drawn together.
 */

/** Runs something once before the next frame, or soon where frames are paused. */
export type Schedule = (run: () => void) => void;

/** How long a hidden tab may wait for its turn. */
const HIDDEN_FLUSH_MS = 250;
/** How long it rests after a frame, for each millisecond that the frame took. */
const REST_PER_MS = 1;
/** A single slow frame does not stop the page. */
const REST_MAX_MS = 100;
/** What a timer may come late, or a frame early. */
const SLACK_MS = 4;

let waiting: (() => void)[] = [];
/** What comes after those that run now; null while none runs. */
let after: (() => void)[] | null = null;
/** By `performance.now()`. */
let restsUntil = 0;

export const nextFrame: Schedule = (run) => {
  waiting.push(run);
  if (waiting.length > 1) return;
  const restMs = restsUntil - performance.now();
  if (restMs > SLACK_MS && document.visibilityState === "visible") setTimeout(askForFrame, restMs - SLACK_MS);
  else askForFrame();
};

/** Runs something when all that waited for this frame has run, or at once where no frame is being made. */
export const afterWaiting: Schedule = (run) => {
  if (after === null) run();
  else after.push(run);
};

function askForFrame(): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    runWaiting();
  };
  requestAnimationFrame(once);
  setTimeout(once, HIDDEN_FLUSH_MS);
}

function runWaiting(): void {
  const due = waiting;
  waiting = [];
  const startedAt = performance.now();
  const last: (() => void)[] = [];
  after = last;
  for (const each of due) runOne(each);
  after = null;
  for (const each of last) runOne(each);
  // The first message after a frame's callbacks is handled when the frame has been drawn.
  afterFrame(() => {
    const now = performance.now();
    restsUntil = now + restAfter(now - startedAt);
  });
}

/** How long to rest after a frame that took so long, both in ms. */
export function restAfter(frameMs: number): number {
  return Math.min(REST_MAX_MS, frameMs * REST_PER_MS);
}

/** Calls back when the frame that is being made has been drawn. To be called inside a frame's callback. */
export function afterFrame(callback: () => void): void {
  const channel = new MessageChannel();
  const onMessage = (): void => {
    channel.port1.close();
    callback();
  };
  channel.port1.addEventListener("message", onMessage, { once: true });
  channel.port1.start();
  channel.port2.postMessage(null);
}

/** One that fails keeps none of the others back. */
function runOne(run: () => void): void {
  try {
    run();
  } catch (cause) {
    reportError(cause);
  }
}
