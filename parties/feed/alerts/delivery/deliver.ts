/**
 * One try to deliver a message, whatever the channel: checks the address, writes the request, sends it, reads the answer. It never
 * throws and never takes longer than ten seconds; what becomes of a message that failed is decided by the room.
 */
import type { DestinationAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { checkAddress, hostOf, secretsOf } from "./address.ts";
import { type Answer, failed, off } from "./answer.ts";
import { ask, Deadline, type Fetch } from "./ask.ts";
import { readDiscord, writeDiscord } from "./discord.ts";
import { readNtfy, writeNtfy } from "./ntfy.ts";
import type { Outcome } from "./outcome.ts";
import { readPush, writePush } from "./push.ts";
import type { ChannelRequest, MessageSize } from "./request.ts";
import { readSlack, writeSlack } from "./slack.ts";
import { readTelegram, writeTelegram } from "./telegram.ts";
import type { VapidKeys } from "./vapid.ts";
import { readWebhook, writeWebhook } from "./webhook.ts";

/** What a delivery needs of the world; tests replace it. */
export interface DeliveryWorld {
  readonly fetch: Fetch;
  readonly nowMs: () => number;
  /** Null where the operator has set up no push. */
  readonly vapid: VapidKeys | null;
  readonly allowsLoopback: boolean;
}

/** For the whole try. */
export const DELIVERY_MAX_MS = 10_000;
export const ANSWER_MAX_BYTES = 4_096;
const TOO_LARGE = 413;

export async function deliver(
  address: DestinationAddress,
  message: AlertMessage,
  world: DeliveryWorld,
): Promise<Outcome> {
  const refused = checkAddress(address, world.allowsLoopback);
  if (refused !== null) return off(`The address is not allowed: ${refused}`);
  const deadline = new Deadline(DELIVERY_MAX_MS);
  try {
    const outcome = await tryTo(address, message, world, deadline);
    return withoutSecrets(outcome, address);
  } catch (error) {
    return failed(`The message could not be written (${error instanceof Error ? error.name : "unknown"}).`);
  } finally {
    deadline.end();
  }
}

async function tryTo(
  address: DestinationAddress,
  message: AlertMessage,
  world: DeliveryWorld,
  deadline: Deadline,
): Promise<Outcome> {
  for (const size of ["whole", "brief"] as const) {
    const request = await writeRequest(address, message, size, world);
    if ("kind" in request) return request;
    const asked = await ask(request, { ...world, deadline, maxBytes: ANSWER_MAX_BYTES, readsSuccess: false });
    if (asked === "late") return failed(`${hostOf(address)} did not answer within ${DELIVERY_MAX_MS / 1_000} seconds.`);
    if (asked === "unreachable") return failed(`${hostOf(address)} could not be reached.`);
    if (asked.status !== TOO_LARGE || size === "brief") return readAnswer(address, asked);
  }
  throw new RangeError("A brief message is the last try.");
}

/** An outcome where there is nothing that could be sent. */
async function writeRequest(
  address: DestinationAddress,
  message: AlertMessage,
  size: MessageSize,
  { vapid, nowMs }: DeliveryWorld,
): Promise<ChannelRequest | Outcome> {
  switch (address.kind) {
    case "push":
      if (vapid === null) return failed("This server has no keys for push (VAPID): its operator has to set them up.");
      return writePush(message, address, vapid, size);
    case "webhook":
      return writeWebhook(message, address, nowMs(), size);
    case "telegram":
      return writeTelegram(message, address, size);
    case "discord":
      return writeDiscord(message, address, size);
    case "slack":
      return writeSlack(message, address, size);
    case "ntfy":
      return writeNtfy(message, address, size);
  }
}

function readAnswer(address: DestinationAddress, answer: Answer): Outcome {
  const host = hostOf(address);
  switch (address.kind) {
    case "push":
      return readPush(host, answer);
    case "webhook":
      return readWebhook(host, answer);
    case "telegram":
      return readTelegram(answer);
    case "discord":
      return readDiscord(answer);
    case "slack":
      return readSlack(answer);
    case "ntfy":
      return readNtfy(host, answer);
  }
}

/** A receiver may say back what it got. `why` is read by people who must not know the address. */
function withoutSecrets(outcome: Outcome, address: DestinationAddress): Outcome {
  if (outcome.kind === "sent") return outcome;
  const isShown = secretsOf(address).some((secret) => secret !== "" && outcome.why.includes(secret));
  return isShown ? { ...outcome, why: `${hostOf(address)} refused the message.` } : outcome;
}
