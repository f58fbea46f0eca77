import type { Environment } from "../../lib/config/search_path.ts";
import { ConfigError } from "../../lib/errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../../lib/machine/coordinates.ts";
import { isGranted } from "../../lib/permission.ts";
import type { AvoidedBoard } from "../../lib/tries/avoid.ts";
import { PrivateFolder } from "../../lib/private_folder.ts";
import { stateFolder } from "../../lib/state_folder.ts";

/** Name of the file. */
const FILE = "boards.json";
/** Name of the file that is locked while the file is changed. */
const LOCK = "boards.lock";
/** Maximum boards that are remembered. */
const MOST = 500;

/** A board that failed a check. */
export interface RememberedBoard {
  /** Server of the machine, as `host:port` or its URL. */
  server: string;
  /** Name of the machine. */
  machine: string;
  /** Logical coordinates in that machine. */
  board: BoardCoordinate;
  /** Place in the machine room; `null` if unknown. */
  physical: PhysicalCoordinate | null;
  /** Host name or IP address; `null` if unknown. */
  address: string | null;
  /** What failed. */
  text: string;
  /** Time of that, in Unix seconds. */
  at: number;
}

/**
 * Boards that failed a check, remembered over runs of the program in a file that only the user can
 * read. Several processes may change it at once.
 */
export class BoardMemory {
  readonly #folder: PrivateFolder;
  readonly #now: () => number;

  /** Remembers in a folder; `now` gives Unix seconds. */
  constructor(folder: string, { now = () => Date.now() / 1000 }: { now?: () => number } = {}) {
    this.#folder = new PrivateFolder(folder, "boards to avoid");
    this.#now = now;
  }

  /** Path of the file. */
  get path(): string {
    return this.#folder.pathOf(FILE);
  }

  /** Whether Deno may read it. */
  get isReadable(): boolean {
    return isGranted({ name: "read", path: this.#folder.path });
  }

  /**
   * Lists the boards that failed within so many seconds, the oldest first.
   *
   * @throws {ConfigError} if the file can't be read.
   */
  async list(seconds: number): Promise<RememberedBoard[]> {
    const now = this.#now();
    return (await this.#read()).filter(({ at }) => at <= now && now - at < seconds);
  }

  /**
   * Remembers boards, each in place of an older record of the same.
   *
   * @throws {ConfigError} if that can't be done.
   */
  async add(boards: readonly RememberedBoard[]): Promise<void> {
    const isNew = (old: RememberedBoard): boolean => boards.some((board) => isSame(board, old));
    await this.#change((all) => [...all.filter((old) => !isNew(old)), ...boards].slice(-MOST));
  }

  /**
   * Forgets the boards for which `which` is true, and returns how many those were.
   *
   * @throws {ConfigError} if that can't be done.
   */
  async forget(which: (board: RememberedBoard) => boolean = () => true): Promise<number> {
    const before = await this.#read();
    const count = before.filter(which).length;
    if (count > 0) await this.#change((all) => all.filter((board) => !which(board)));
    return count;
  }

  async #change(change: (all: RememberedBoard[]) => RememberedBoard[]): Promise<void> {
    await this.#needPermission("read");
    await this.#needPermission("write");
    await this.#folder.alone(LOCK, async () => {
      const boards = change(await this.#read());
      await this.#folder.write(FILE, `${JSON.stringify({ schema: 1, boards }, null, 2)}\n`);
    });
  }

  async #read(): Promise<RememberedBoard[]> {
    await this.#needPermission("read");
    return boardsIn(await this.#folder.read(FILE));
  }

  /** Deno would ask on a terminal, while nobody keeps a job alive. */
  #needPermission(name: "read" | "write"): Promise<void> {
    const { path } = this.#folder;
    if (isGranted({ name, path })) return Promise.resolve();
    return Promise.reject(new ConfigError(`Cannot ${name} ${path}: Deno needs --allow-${name}`));
  }
}

/**
 * Opens the user's memory; `null` if nobody knows where that is, as without `HOME`, or Deno may not
 * read that.
 */
export function boardMemory(env: Environment): BoardMemory | null {
  const granted: Environment = (name) =>
    isGranted({ name: "env", variable: name }) ? env(name) : undefined;
  const folder = stateFolder({ os: Deno.build.os, env: granted });
  return folder === null ? null : new BoardMemory(folder);
}

/** The boards of a server, as they are avoided. */
export function asAvoided(
  boards: readonly RememberedBoard[],
  server: string,
): AvoidedBoard[] {
  return boards.filter((board) => board.server === server)
    .map(({ board, machine }) => ({ board, machine }));
}

function isSame(one: RememberedBoard, other: RememberedBoard): boolean {
  const key = ({ server, machine, board }: RememberedBoard): string =>
    JSON.stringify([server, machine, board]);
  return key(one) === key(other);
}

/** Reads the file's text; what makes no sense in it is left out. */
function boardsIn(text: string | null): RememberedBoard[] {
  let value: unknown;
  try {
    value = text === null ? null : JSON.parse(text);
  } catch {
    return [];
  }
  const boards = (value as { boards?: unknown } | null)?.boards;
  return Array.isArray(boards) ? boards.filter(isRemembered) : [];
}

function isRemembered(value: unknown): value is RememberedBoard {
  const { server, machine, board, physical, address, text, at } = (value ?? {}) as Partial<
    Record<keyof RememberedBoard, unknown>
  >;
  return [server, machine, text].every((each) => typeof each === "string") &&
    typeof at === "number" && isTriple(board) && (physical === null || isTriple(physical)) &&
    (address === null || typeof address === "string");
}

function isTriple(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isSafeInteger);
}
