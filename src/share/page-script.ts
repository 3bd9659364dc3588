/**
 * The page's own script, as it stands in the page: it listens to the link's socket, replaces the parts that change, and writes
 * times in the reader's zone. What a socket sends is HTML from the server, which escaped it. A hidden page lets go of its socket.
 */
import { CLOSE } from "@fillcast/protocol";

export const SCRIPT = `(() => {
  const state = document.getElementById("state");
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
  const localise = (root) => {
    for (const time of root.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      time.title = time.textContent;
      time.textContent = format.format(at);
    }
  };
  localise(document);
  let socket = null, tries = 0, isOver = false, isStale = false, pinging, retrying, hiding;
  const say = (text, kind) => {
    if (state.textContent !== text) state.textContent = text;
    state.dataset.kind = kind;
  };
  let shownAt = "";
  const end = (text) => {
    isOver = true;
    const sentence = document.createElement("p");
    sentence.className = "empty";
    sentence.textContent = text;
    document.querySelector("main").replaceChildren(sentence);
    document.querySelector("footer").remove();
    say("Ended", "old");
  };
  const take = (frame) => {
    if (frame.type === "end") return end(frame.text);
    shownAt = clock.format(frame.at);
    isStale = frame.type === "stale";
    if (isStale) return say("The feed cannot be read at the moment. As of " + shownAt + ".", "old");
    tries = 0;
    for (const [name, html] of Object.entries(frame.parts)) {
      const part = document.getElementById(name);
      if (part === null || part.served === html) continue;
      part.served = html;
      part.innerHTML = html;
      localise(part);
    }
    say("Live. Last change " + shownAt + ".", "live");
  };
  const open = () => {
    clearTimeout(retrying);
    if (isOver || socket !== null) return;
    const own = new WebSocket(location.origin.replace(/^http/, "ws") + location.pathname.replace(/\\/+$/, "") + "/live");
    socket = own;
    let heardAt = Date.now();
    pinging = setInterval(() => {
      if (Date.now() - heardAt > 75000) own.close();
      else if (own.readyState === 1) own.send("ping");
    }, 30000);
    own.onmessage = ({ data }) => {
      heardAt = Date.now();
      if (data !== "pong") take(JSON.parse(data));
    };
    own.onclose = ({ code }) => {
      clearInterval(pinging);
      socket = null;
      if (isOver || hiding === "hidden") return;
      if (code === ${CLOSE.feedNotFound}) return end("This link has ended. Ask its owner for a new one.");
      if (!isStale) say("Not connected." + (shownAt === "" ? "" : " As of " + shownAt + "."), "old");
      retrying = setTimeout(open, Math.min(60000, 1000 * 2 ** tries++) * (0.5 + Math.random()));
    };
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.visibilityState === "visible") {
      hiding = undefined;
      return open();
    }
    hiding = setTimeout(() => {
      hiding = "hidden";
      socket?.close();
    }, 60000);
  });
  open();
})();`;
