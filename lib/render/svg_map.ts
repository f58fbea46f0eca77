import type { BoardCoordinate } from "../machine/mod.ts";
import { escapeText } from "../escape.ts";
import { cellOf, LINK_PLACES } from "./hexagon_cells.ts";
import { colourJobs, type JobColour } from "./svg_colours.ts";

/** A job on a picture. */
export interface PicturedJob {
  /** Id, which decides its colour unless a job beside it has that. */
  jobId: number;
  /** Letters on its boards. */
  key: string;
  /** Name in the legend. */
  name: string;
  /** Its boards. */
  boards: readonly BoardCoordinate[];
}

/** Contents of a picture of boards. */
export interface Picture {
  /** Title, in a few words. */
  title: string;
  /** Time of the picture's data, if it is shown. */
  time?: string;
  /** Description of the contents, in sentences, for screen readers. */
  description: string;
  /** Boards without a job. */
  free: readonly BoardCoordinate[];
  /** Boards that don't work. */
  dead: readonly BoardCoordinate[];
  /** Links that don't work: x, y, z and the link from 0 (east) to 5 (south). */
  deadLinks: readonly (readonly [x: number, y: number, z: number, link: number])[];
  /** The jobs. */
  jobs: readonly PicturedJob[];
  /** Board to point out, if any. */
  marked?: BoardCoordinate;
}

/** Length of a hexagon's sides, which is also its radius, in pixels. */
const SIDE = 20;
/** Half the height of a hexagon. */
const HALF = SIDE * Math.sqrt(3) / 2;
const MARGIN = 12;
/** Height of the heading. */
const HEADING = 24;
/** Width of a character of the heading, at most in most texts. */
const HEADING_CHARACTER = 8;
/** Maximum characters of the heading, and of a line of the legend. */
const HEADING_LENGTH = 60;
const LEGEND_LENGTH = 48;
const LEGEND_ROW = 20;
const LEGEND_COLUMN = 320;

/**
 * The two corners of each link's edge; corner n is at n times 60 degrees, clockwise from the right.
 */
const EDGE_CORNERS: readonly (readonly [from: number, to: number])[] = [
  [0, 1],
  [5, 0],
  [4, 5],
  [3, 4],
  [2, 3],
  [1, 2],
];

/** Draws boards as a picture in SVG: hexagons, jobs in colours, and a legend. */
export function drawSvg(picture: Picture): string {
  const { free, dead, deadLinks, marked, title, time } = picture;
  // A job without boards here has no place in the legend either.
  const jobs = picture.jobs.filter(({ boards }) => boards.length > 0);
  const colours = colourJobs(jobs);
  const boards = [...free, ...dead, ...jobs.flatMap(({ boards }) => boards)];
  const frame = frameOf(boards);
  const legend = legendOf({ ...picture, jobs }, { colours, frameWidth: frame.width });
  const heading = shortened(title, HEADING_LENGTH) + (time === undefined ? "" : `, ${time}`);
  const headingWidth = [...heading].length * HEADING_CHARACTER + 2 * MARGIN;
  const width = Math.max(frame.width, legend.width, headingWidth);
  const height = HEADING + frame.height + legend.height;
  const place = (board: BoardCoordinate): Point => {
    const [x, y] = centre(board);
    return [x - frame.left, y - frame.top + HEADING];
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" ` +
    `viewBox="0 0 ${px(width)} ${px(height)}" role="img" aria-labelledby="title description" ` +
    `font-family="sans-serif" font-size="11">`,
    `<title id="title">${xml(picture.title)}</title>`,
    `<desc id="description">${xml(picture.description)}</desc>`,
    `<defs><path id="board" d="${hexagon()}"/>`,
    `<pattern id="dead" width="6" height="6" patternUnits="userSpaceOnUse">` +
    `<rect width="6" height="6" fill="#ddd"/><path d="M0 6L6 0" stroke="#777"/></pattern></defs>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${px(MARGIN)}" y="${px(HEADING - 4)}" font-size="14" aria-hidden="true">` +
    `${xml(heading)}</text>`,
    `<g fill="#f4f4f4" stroke="#bbb">`,
    ...free.map((board) => use(board, place(board), "free")),
    `</g>`,
    `<g fill="url(#dead)" stroke="#777">`,
    ...dead.map((board) => use(board, place(board), "dead")),
    `</g>`,
    ...jobs.flatMap((job, index) => drawJob(job, colours[index]!, place)),
    ...drawDeadLinks(deadLinks, place),
    ...(marked ? drawMark(place(marked)) : []),
    `<g transform="translate(${px(MARGIN)} ${px(HEADING + frame.height)})">`,
    ...legend.lines,
    `</g>`,
    `</svg>`,
    "",
  ].join("\n");
}

type Point = readonly [x: number, y: number];

function centre(board: BoardCoordinate): Point {
  const [column, row] = cellOf(board);
  return [column * SIDE * 1.5, -row * HALF];
}

function frameOf(
  boards: readonly BoardCoordinate[],
): { left: number; top: number; width: number; height: number } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const board of boards) {
    const [x, y] = centre(board);
    left = Math.min(left, x - SIDE);
    right = Math.max(right, x + SIDE);
    top = Math.min(top, y - HALF);
    bottom = Math.max(bottom, y + HALF);
  }
  if (left > right) [left, right, top, bottom] = [0, 0, 0, 0];
  return {
    left: left - MARGIN,
    top: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}

function corner(number: number): Point {
  const angle = number * Math.PI / 3;
  return [SIDE * Math.cos(angle), SIDE * Math.sin(angle)];
}

function hexagon(): string {
  const points = [0, 1, 2, 3, 4, 5].map((number) => corner(number).map(px).join(" "));
  return `M${points.join("L")}Z`;
}

function use([x, y, z]: BoardCoordinate, [left, top]: Point, what: string): string {
  return `<use href="#board" x="${px(left)}" y="${px(top)}">` +
    `<title>(${x}, ${y}, ${z}): ${xml(what)}</title></use>`;
}

function drawJob(
  { key, name, boards }: PicturedJob,
  { fill, text }: JobColour,
  place: (board: BoardCoordinate) => Point,
): string[] {
  const labels = boards.map((board) => {
    const [x, y] = place(board);
    return `<text x="${px(x)}" y="${px(y + 4)}">${xml(key)}</text>`;
  });
  return [
    `<g role="group" aria-label="${xml(name)}">`,
    `<g fill="${fill}" stroke="#333">`,
    ...boards.map((board) => use(board, place(board), name)),
    `</g>`,
    `<path d="${outline(boards, place)}" fill="none" stroke="#000" stroke-width="2.5" ` +
    `stroke-linecap="round"/>`,
    `<g fill="${text}" text-anchor="middle" aria-hidden="true">${labels.join("")}</g>`,
    `</g>`,
  ];
}

/** Lists the edges of boards that none of the others shares: the outline of a job. */
function outline(
  boards: readonly BoardCoordinate[],
  place: (board: BoardCoordinate) => Point,
): string {
  const cells = new Set(boards.map((board) => cellOf(board).join()));
  return boards.flatMap((board) => {
    const [column, row] = cellOf(board);
    return LINK_PLACES.flatMap(({ neighbour: [columns, rows] }, link) =>
      cells.has(`${column + columns},${row + rows}`) ? [] : [edge(place(board), link)]
    );
  }).join("");
}

/** Returns the edge of a board that a link goes through. */
function edge([left, top]: Point, link: number): string {
  const [from, to] = (EDGE_CORNERS[link] ?? []).map((number) => {
    const [dx, dy] = corner(number);
    return `${px(left + dx)} ${px(top + dy)}`;
  });
  return from && to ? `M${from}L${to}` : "";
}

function drawDeadLinks(
  deadLinks: Picture["deadLinks"],
  place: (board: BoardCoordinate) => Point,
): string[] {
  if (deadLinks.length === 0) return [];
  const lines = deadLinks.map(([x, y, z, link]) => edge(place([x, y, z]), link));
  return [`<path d="${lines.join("")}" stroke="#c00" stroke-width="4" stroke-linecap="round"/>`];
}

function drawMark([x, y]: Point): string[] {
  const ring = (colour: string, width: number): string =>
    `<circle cx="${px(x)}" cy="${px(y)}" r="${px(SIDE * 0.7)}" fill="none" ` +
    `stroke="${colour}" stroke-width="${width}"/>`;
  return [ring("#fff", 6), ring("#000", 3)];
}

function legendOf(
  { free, dead, deadLinks, jobs, marked }: Picture,
  { colours, frameWidth }: { colours: readonly JobColour[]; frameWidth: number },
): { lines: string[]; width: number; height: number } {
  const swatch = (fill: string, stroke: string, inside = ""): string =>
    `<rect width="24" height="14" fill="${fill}" stroke="${stroke}"/>${inside}`;
  const entries = jobs.map(({ key, name }, index) => {
    const { fill, text } = colours[index]!;
    const label = `<text x="12" y="11" fill="${text}" text-anchor="middle">${xml(key)}</text>`;
    return { picture: swatch(fill, "#333", label), text: name };
  });
  if (free.length > 0) entries.push({ picture: swatch("#f4f4f4", "#bbb"), text: "free" });
  if (dead.length > 0) entries.push({ picture: swatch("url(#dead)", "#777"), text: "dead board" });
  if (deadLinks.length > 0) {
    const line = `<path d="M2 7H22" stroke="#c00" stroke-width="4" stroke-linecap="round"/>`;
    entries.push({ picture: line, text: "dead link" });
  }
  if (marked) {
    const ring = `<circle cx="12" cy="7" r="6" fill="none" stroke="#000" stroke-width="3"/>`;
    entries.push({ picture: ring, text: `board (${marked.join(", ")})` });
  }
  const columns = Math.max(1, Math.floor((frameWidth - MARGIN) / LEGEND_COLUMN));
  const rows = Math.ceil(entries.length / columns);
  const lines = entries.map(({ picture, text }, index) => {
    const x = Math.floor(index / rows) * LEGEND_COLUMN;
    const y = index % rows * LEGEND_ROW;
    return `<g transform="translate(${x} ${y})">${picture}` +
      `<text x="30" y="11">${xml(shortened(text, LEGEND_LENGTH))}</text></g>`;
  });
  const used = rows === 0 ? 1 : Math.ceil(entries.length / rows);
  return { lines, width: used * LEGEND_COLUMN + MARGIN, height: rows * LEGEND_ROW + MARGIN };
}

/** Shortens a text to `length` characters. */
function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}

/** Escapes text for SVG: nothing in it can end its element, or be taken for a control. */
function xml(text: string): string {
  return escapeText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Formats a length, no longer than it matters. */
function px(length: number): string {
  return String(Math.round(length * 100) / 100);
}
