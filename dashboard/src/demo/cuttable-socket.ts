/**
 * The demo's socket: a real one that the banner can cut. While it is cut nothing connects, as if a cable were pulled; the client
 * library knows nothing of it and does what it does with any lost line.
 */
const open = new Set<WebSocket>();
let cut = false;

export class CuttableSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    open.add(this);
    this.addEventListener("close", () => open.delete(this));
    if (cut) this.close();
  }
}

/** Cuts every open line and lets none be opened for so long. */
export async function cutConnection(ms: number): Promise<void> {
  cut = true;
  for (const socket of open) socket.close();
  await new Promise((resolve) => setTimeout(resolve, ms));
  cut = false;
}
