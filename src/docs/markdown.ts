/**
 * The guides' Markdown as HTML: headings, paragraphs, tables, fences, inline code and links, which is all that they use.
 * Made when the Worker is built. Links that lead to files of the repository stay text, since they are not served.
 */

/** The page's body. */
export function markdownToHtml(markdown: string): string {
  return splitBlocks(markdown).map(toHtml).join("\n");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const FENCE = "```";

/** Blocks are apart by blank lines, but for those inside a fence. */
function splitBlocks(markdown: string): string[] {
  const blocks: string[][] = [];
  let block: string[] = [];
  const close = (): void => {
    if (block.length > 0) blocks.push(block);
    block = [];
  };
  for (const line of markdown.split("\n")) {
    const isInFence = block[0]?.startsWith(FENCE) === true;
    if (!isInFence && (line.trim() === "" || line.startsWith(FENCE))) close();
    if (isInFence || line.trim() !== "") block.push(line);
    if (isInFence && line === FENCE) close();
  }
  close();
  return blocks.map((lines) => lines.join("\n"));
}

function toHtml(block: string): string {
  if (block.startsWith(FENCE)) return `<pre>${escapeHtml(block.split("\n").slice(1, -1).join("\n"))}</pre>`;
  const heading = /^(#{1,3}) (.+)/.exec(block);
  if (heading !== null) return `<h${heading[1]!.length}>${toInline(heading[2]!)}</h${heading[1]!.length}>`;
  return block.startsWith("|") ? toTable(block.trim().split("\n")) : `<p>${toInline(block.trim())}</p>`;
}

function toTable([head, , ...rows]: readonly string[]): string {
  const toRow = (line: string, cell: string): string => {
    const cells = line.slice(1, -1).split("|");
    return `<tr>${cells.map((text) => `<${cell}>${toInline(text.trim())}</${cell}>`).join("")}</tr>`;
  };
  return `<table>${toRow(head!, "th")}\n${rows.map((row) => toRow(row, "td")).join("\n")}</table>`;
}

function toInline(text: string): string {
  return escapeHtml(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*([^*]+)\*/g, "<em>$1</em>")
    .replaceAll(/\[([^[\]]+)\]\(([^()]+)\)/g, (_, words: string, target: string) =>
      target.startsWith("/") ? `<a href="${target}">${words}</a>` : words,
    );
}
