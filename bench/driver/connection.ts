/**
 * One keep-alive HTTP/1.1 connection with one POST in flight, on a bare socket: what a bot does, at a fraction of an HTTP
 * library's CPU, which on a shared machine would be counted against the server. Posts that come while one is in flight wait
 * their turn, as they do in a bot. Understands answers with a length and chunked ones; anything else is a failure.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const NO_CONTENT = 204;
const HEAD_END = Buffer.from("\r\n\r\n");

export class Connection {
  #socket: Socket;
  readonly #port: number;
  readonly #head: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;
  #previous: Promise<unknown> = Promise.resolve();

  private constructor(port: number, head: string) {
    this.#port = port;
    this.#head = head;
    this.#socket = this.#connect();
  }

  static async open(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<Connection> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const connection = new Connection(
      port,
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n${lines.join("")}content-length: `,
    );
    await once(connection.#socket, "connect");
    return connection;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Opens it again if the server has closed it, as servers do with connections that nobody used for a while. */
  async reopen(): Promise<void> {
    if (this.isOpen) return;
    this.#socket = this.#connect();
    await once(this.#socket, "connect");
  }

  #connect(): Socket {
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true });
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed a publishing connection")));
    return socket;
  }

  /** Resolves with the answer, whatever its status; rejects when the connection ends first. */
  post(body: string): Promise<Answer> {
    const answer = this.#previous.then(() => this.#send(body));
    this.#previous = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(new Error("the publishing connection is closed"));
      this.#waiting = { resolve, reject };
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = decodeAnswer(this.#received);
    if (answer === null) return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

/** The answer that these bytes hold, or null while they do not hold it whole. */
export function decodeAnswer(bytes: Buffer): Answer | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + HEAD_END.length;
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    const end = bodyStart + Number(length);
    return bytes.length < end ? null : { status, body: bytes.toString("utf8", bodyStart, end) };
  }
  if (status === NO_CONTENT) return { status, body: "" };
  if (!/^transfer-encoding: *chunked/im.test(head)) throw new Error(`an answer without a length: ${head}`);
  const body = decodeChunks(bytes, bodyStart);
  return body === null ? null : { status, body };
}

function decodeChunks(bytes: Buffer, start: number): string | null {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const sizeEnd = bytes.indexOf("\r\n", at);
    if (sizeEnd < 0) return null;
    const size = Number.parseInt(bytes.toString("latin1", at, sizeEnd), 16);
    const chunkEnd = sizeEnd + 2 + size;
    if (bytes.length < chunkEnd + 2) return null;
    if (size === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(bytes.subarray(sizeEnd + 2, chunkEnd));
    at = chunkEnd + 2;
  }
}
