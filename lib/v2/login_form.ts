/** Returns the token of the page with the form, which its hidden field has; `null` for none. */
export function csrfField(page: string): string | null {
  for (const [input] of page.matchAll(/<input\b[^>]*>/gi)) {
    if (attribute(input, "name") === "_csrf") return attribute(input, "value");
  }
  return null;
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>/]+))`, "i").exec(
    tag,
  );
  return found ? found[1] ?? found[2] ?? found[3] ?? null : null;
}
