import type { Paint } from "../../lib/render/styles.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import type { KeyHelp } from "./keys.ts";

/** Keys of every screen. */
const EVERYWHERE: readonly KeyHelp[] = [
  ["q, Ctrl-C", "leave"],
  ["Ctrl-Z", "suspend; fg in the shell comes back"],
  ["?", "show or hide this list"],
];

/** Formats the help of `?`: the keys of a screen, and their effects. */
export function keysText(keys: readonly KeyHelp[], paint: Paint): string {
  const rows = [...keys, ...EVERYWHERE].map((row): TableCell[] => [...row]);
  return renderTable([[["heading", "Key"], ["heading", "What it does"]], ...rows], paint);
}
