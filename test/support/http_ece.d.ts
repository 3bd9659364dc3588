/** What tests use of the package, which brings no types. */
declare module "http_ece" {
  import type { ECDH } from "node:crypto";

  /** Throws where the text was altered, or is for somebody else. */
  export function decrypt(
    body: Buffer,
    params: { readonly version: "aes128gcm"; readonly privateKey: ECDH; readonly authSecret: string },
  ): Buffer;
}
