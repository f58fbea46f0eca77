/** Characters that pages write by name. */
const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** A row of a table: its cells' texts. */
export type Row = string[];

/**
 * Returns the rows of all tables of a page, as texts: without scripts and tags, and with what was
 * escaped. Whatever is no row of a table is left out.
 */
export function tableRows(page: string): Row[] {
  const plain = page.replace(/<!--[^]*?-->/g, "").replace(
    /<(script|style)\b[^]*?(?:<\/\1\s*>|$)/gi,
    "",
  );
  return plain.split(/<tr\b[^>]*>/i).slice(1).map((row) => {
    const [inside = ""] = row.split(/<\/(?:tr|table)\s*>/i);
    return inside.split(/<t[hd]\b[^>]*>/i).slice(1).map((cell) =>
      textOf(cell.split(/<\/t[hd]\s*>/i)[0] ?? "")
    );
  });
}

function textOf(html: string): string {
  return unescape(html.replace(/<\/?[a-z][^>]*>/gi, "")).replace(/\s+/g, " ").trim();
}

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, ...found) => {
    const [decimal, hexadecimal, name] = found as (string | undefined)[];
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(hexadecimal ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
