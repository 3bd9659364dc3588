/**
 * Receivers of alerts for the runtime tests: what the room fetches is answered here, by host. Everything of the room is real, its
 * channels included; only the network is the test's.
 */
import { vi } from "vitest";

export interface Received {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

type Receiver = (received: Received) => Response | Promise<Response>;

export class Receivers {
  readonly received: Received[] = [];
  readonly #byHost = new Map<string, Receiver>();

  /** Takes the place of the network until `end`. */
  begin(): void {
    vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      const received = { url: request.url, headers: request.headers, body: await request.text() };
      this.received.push(received);
      const receiver = this.#byHost.get(new URL(request.url).host);
      if (receiver === undefined) throw new Error(`nobody answers at ${request.url}`);
      return receiver(received);
    });
  }

  end(): void {
    vi.unstubAllGlobals();
    this.received.length = 0;
    this.#byHost.clear();
  }

  answer(host: string, receiver: Receiver): void {
    this.#byHost.set(host, receiver);
  }

  /** Those of one host, oldest first. */
  at(host: string): Received[] {
    return this.received.filter(({ url }) => new URL(url).host === host);
  }
}

/** Members of a webhook's body, as Standard Webhooks wraps them. */
export function bodyOf({ body }: Received): { readonly [name: string]: unknown } {
  return JSON.parse(body) as { readonly [name: string]: unknown };
}
