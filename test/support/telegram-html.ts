/** Telegram's reading of HTML in messages: the text that a chat shows, and its links; or what is wrong with the markup. */
export interface TelegramText {
  readonly text: string;
  readonly links: readonly string[];
  readonly bold: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

export function readTelegramHtml(html: string): TelegramText | { readonly fault: string } {
  let text = "";
  const links: string[] = [];
  const bold: string[] = [];
  const open: { readonly tag: string; readonly from: number }[] = [];
  // Tags, entities, and everything else one character at a time.
  for (const [piece] of html.matchAll(/<[^>]*>?|&[^;\s]*;?|[^<&]+/gu)) {
    if (piece.startsWith("&")) {
      const entity = ENTITIES[piece.slice(1, -1)];
      if (entity === undefined || !piece.endsWith(";")) return { fault: `no such entity ${piece}` };
      text += entity;
    } else if (piece.startsWith("</")) {
      const last = open.pop();
      if (last === undefined || piece !== `</${last.tag}>`) return { fault: `unmatched end tag ${piece}` };
      if (last.tag === "b") bold.push(text.slice(last.from));
    } else if (piece.startsWith("<")) {
      const [, tag, href] = /^<(b|a)(?: href="([^"<>]*)")?>$/.exec(piece) ?? [];
      if (tag === undefined || (tag === "a") !== (href !== undefined))
        return { fault: `unsupported start tag ${piece}` };
      if (href !== undefined) links.push(href.replaceAll("&amp;", "&"));
      open.push({ tag, from: text.length });
    } else text += piece;
  }
  return open.length > 0 ? { fault: `can't find end tag of ${open[0]!.tag}` } : { text: text.trim(), links, bold };
}
