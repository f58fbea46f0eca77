import {
  type BoardCoordinate,
  boardIndex,
  isBoardOf,
  type Link,
  type LinkCoordinate,
  standardAddress,
  standardPosition,
  type TriadSize,
} from "../machine/mod.ts";
import type { MachineDescription } from "./machine_description.ts";

/** First byte of the first machine's addresses; each further machine's are 0.1.0.0 later. */
const FIRST_NETWORK = 11;

/** Boards and links of a machine, and which of them work. */
export class SimulatedMachine implements TriadSize {
  /** Name of the machine. */
  readonly name: string;
  /** Tags of the machine. */
  readonly tags: readonly string[];
  /** Width in triads. */
  readonly width: number;
  /** Height in triads. */
  readonly height: number;
  /** Positions without a board. */
  readonly missingBoards: readonly BoardCoordinate[];
  /** Links that do not work, named from the board that sends. */
  readonly deadLinks: readonly LinkCoordinate[];
  #baseAddress: string;
  readonly #missing: ReadonlySet<number>;
  readonly #dead: Set<number>;
  readonly #silent: ReadonlySet<number>;
  readonly #deadLinks: ReadonlySet<string>;
  #deadBoards: readonly BoardCoordinate[];

  /** Creates a machine from a checked description, and its index among the others. */
  constructor(description: MachineDescription, ordinal: number) {
    this.name = description.name;
    this.tags = description.tags ?? ["default"];
    this.width = description.width;
    this.height = description.height;
    this.#deadBoards = description.deadBoards ?? [];
    this.missingBoards = description.missingBoards ?? [];
    this.deadLinks = description.deadLinks ?? [];
    this.#baseAddress = `10.${FIRST_NETWORK + ordinal}.0.0`;
    const index = (board: BoardCoordinate): number => boardIndex(board, this);
    this.#missing = new Set(this.missingBoards.map(index));
    this.#dead = new Set([...this.#deadBoards.map(index), ...this.#missing]);
    this.#silent = new Set((description.silentBoards ?? []).map(index));
    this.#deadLinks = new Set(this.deadLinks.map((link) => link.join()));
  }

  /** Boards that do not work. */
  get deadBoards(): readonly BoardCoordinate[] {
    return this.#deadBoards;
  }

  /** Removes an existing board from service, or returns it; jobs that have it keep it. */
  setInService(board: BoardCoordinate, isInService: boolean): void {
    const others = this.#deadBoards.filter((other) => String(other) !== String(board));
    this.#deadBoards = isInService ? others : [...others, board];
    if (isInService) this.#dead.delete(boardIndex(board, this));
    else this.#dead.add(boardIndex(board, this));
  }

  /** Whether there is a board, dead or alive, at a position of this machine. */
  exists(board: BoardCoordinate): boolean {
    return isBoardOf(this, board) && !this.#missing.has(boardIndex(board, this));
  }

  /** Lists all boards, dead or alive. */
  allBoards(): BoardCoordinate[] {
    const boards: BoardCoordinate[] = [];
    for (let x = 0; x < this.width; x++) {
      for (let y = 0; y < this.height; y++) {
        for (const z of [0, 1, 2]) if (this.exists([x, y, z])) boards.push([x, y, z]);
      }
    }
    return boards;
  }

  /** Whether nothing is heard of a board over UDP. */
  isSilent(board: BoardCoordinate): boolean {
    return this.#silent.has(boardIndex(board, this));
  }

  /** Whether a board works. */
  isAlive(board: BoardCoordinate): boolean {
    return !this.#dead.has(boardIndex(board, this));
  }

  /** Whether messages of a board on a link arrive. */
  isLinkAlive(board: BoardCoordinate, link: Link): boolean {
    return this.#deadLinks.size === 0 || !this.#deadLinks.has(`${board.join()},${link}`);
  }

  /** Sets the address that those of the boards are counted from. */
  useAddresses(base: string): void {
    this.#baseAddress = base;
  }

  /** Returns the IPv4 address of a board. */
  address(board: BoardCoordinate): string {
    const position = standardPosition(board, this);
    if (position === null) {
      throw new RangeError(`Machine "${this.name}" has no board (${board.join(", ")})`);
    }
    return standardAddress(this.#baseAddress, position);
  }
}
