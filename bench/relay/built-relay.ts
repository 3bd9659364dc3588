/**
 * The relay as users install it, which the build has put into `relay/dist`: from its sources Node would translate them first, with
 * 40 MiB of its own.
 */
import { join } from "node:path";

export const BUILT_RELAY: string = join(import.meta.dirname, "../../relay/dist/main.js");
