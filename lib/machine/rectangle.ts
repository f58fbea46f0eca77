import { BOARDS_PER_TRIAD, type TriadSize } from "./coordinates.ts";

/**
 * Returns the rectangle of triads in which a Python server looks for a number of them, turned as
 * well; `undefined` if none will do.
 *
 * It is the squarest one of exactly that many triads; where that is too narrow
 * (the short side divided by the long one is below `minRatio`), a larger one
 * that is not. What sticks out of the machine is bent to fit, unless that makes
 * it too narrow again.
 */
export function rectangleFor(
  triads: number,
  machine: TriadSize,
  minRatio: number,
): TriadSize | undefined {
  if (triads > machine.width * machine.height) return undefined;
  const ratio = minRatio > 1 ? 1 / minRatio : minRatio;
  const exact = squarest(triads);
  const wanted = ratioOf(exact) < ratio ? roomier(triads, ratio) : exact;
  const turned = machine.width > machine.height ? turn(wanted) : wanted;
  const fitted = bend(turned, triads, machine);
  if (fitted !== turned && ratioOf(fitted) < ratio) return undefined;
  return fitted;
}

/**
 * Returns the rectangle of triads in which a Java server looks for a number of boards: the squarest,
 * cut to the machine. It may be too small then, and the server looks for ever.
 */
export function squareFor(boards: number, machine: TriadSize): TriadSize {
  const triads = Math.ceil(boards / BOARDS_PER_TRIAD);
  const width = Math.min(Math.ceil(Math.sqrt(triads)), machine.width);
  return { width, height: Math.min(Math.ceil(triads / width), machine.height) };
}

/** Swaps width and height. */
export function turn({ width, height }: TriadSize): TriadSize {
  return { width: height, height: width };
}

/** Returns the short side divided by the long one: 1 for a square. */
export function ratioOf({ width, height }: TriadSize): number {
  return Math.min(width, height) / Math.max(width, height);
}

/** Returns the squarest rectangle with exactly this area, at least as wide as tall. */
function squarest(area: number): TriadSize {
  let height = Math.floor(Math.sqrt(area));
  while (area % height !== 0) height--;
  return { width: area / height, height };
}

/** Returns a rectangle with at least this area and about this ratio, at least as wide as tall. */
function roomier(area: number, ratio: number): TriadSize {
  const height = Math.ceil(area / Math.sqrt(area / ratio));
  return { width: Math.max(Math.ceil(area / height), height), height };
}

function bend(size: TriadSize, area: number, machine: TriadSize): TriadSize {
  if (size.width > machine.width) {
    return { width: machine.width, height: Math.ceil(area / machine.width) };
  }
  if (size.height > machine.height) {
    return { width: Math.ceil(area / machine.height), height: machine.height };
  }
  return size;
}
