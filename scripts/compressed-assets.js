/**
 * A Worker that serves the built files compressed, as the platform does: on this machine, nothing stands between workerd and the
 * browser. The runtime compresses the body by the header that it finds here.
 */

/** Images and fonts are compressed already. */
const COMPRESSIBLE = /^(?:text\/|application\/(?:javascript|json|manifest\+json|xml)|image\/svg)/;
/** Smaller ones fit into a packet anyway. */
const LEAST_BYTES = 1_000;

const REFUSED = /^q=0(?:\.0{1,3})?$/;

/** The first of what is served that the browser takes, or null. `q=0` refuses one. */
function chooseEncoding(accepted) {
  const wishes = (accepted ?? "").toLowerCase().split(",");
  const taken = wishes.flatMap((wish) => {
    const [name, ...parameters] = wish.split(";").map((part) => part.trim());
    return parameters.some((parameter) => REFUSED.test(parameter)) ? [] : [name];
  });
  return ["br", "gzip"].find((name) => taken.includes(name)) ?? null;
}

export default {
  async fetch(request, env) {
    const answer = await env.ASSETS.fetch(request);
    if (!COMPRESSIBLE.test(answer.headers.get("Content-Type") ?? "")) return answer;
    const served = new Response(answer.body, answer);
    served.headers.append("Vary", "Accept-Encoding");
    const size = Number(answer.headers.get("Content-Length") ?? LEAST_BYTES);
    const encoding = chooseEncoding(request.headers.get("Accept-Encoding"));
    if (answer.status !== 200 || size < LEAST_BYTES || encoding === null || answer.headers.has("Content-Encoding"))
      return served;
    served.headers.set("Content-Encoding", encoding);
    served.headers.delete("Content-Length");
    // Of the same file, in other bytes.
    served.headers.set("ETag", (answer.headers.get("ETag") ?? "").replace(/^"/, 'W/"'));
    return served;
  },
};
