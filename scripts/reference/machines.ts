/** A board: x and y of its triad, and z in the triad. */
export type Board = readonly [x: number, y: number, z: number];

/** A link of a board: 0 east, 1 north-east, 2 north, 3 west, 4 south-west, 5 south. */
export type Link = readonly [x: number, y: number, z: number, link: number];

/** A machine for the reference server to manage. */
export interface ReferenceMachine {
  readonly name: string;
  /** Width in triads. */
  readonly width: number;
  /** Height in triads. */
  readonly height: number;
  /** Tags; `["default"]` by default. */
  readonly tags?: readonly string[];
  readonly deadBoards?: readonly Board[];
  readonly deadLinks?: readonly Link[];
  /** Address from which those of its boards are counted: `10.11.0.0` in the first machine by default. */
  readonly baseAddress?: string;
}

/** Machines of a server and its options, for the server's own config file. */
export interface Configuration {
  readonly machines: readonly ReferenceMachine[];
  /** Seconds between the server's checks for expired jobs and boards to free. */
  readonly timeoutCheckInterval: number;
  /** Seconds that freed boards stay unavailable. */
  readonly secondsBeforeFree: number;
}

/**
 * Generates the server's config file, which is Python.
 *
 * Boards fill frames of 24 and cabinets of five frames in the order of their
 * coordinates. Addresses follow the standard scheme, by default from 10.11.0.0 in
 * the first machine, from 10.12.0.0 in the second, and so on.
 */
export function configurationText(configuration: Configuration): string {
  const machines = configuration.machines.map((
    { tags, deadBoards, deadLinks, baseAddress, ...rest },
    ordinal,
  ) => ({
    ...rest,
    base_ip: baseAddress ?? `10.${11 + ordinal}.0.0`,
    tags: tags ?? ["default"],
    dead_boards: deadBoards ?? [],
    dead_links: deadLinks ?? [],
  }));
  // A JSON string is a Python string, too; the values come out of it unharmed.
  return `import json
from spalloc_server.links import Links


def machine(given):
    boards = [(x, y, z)
              for x in range(given["width"]) for y in range(given["height"]) for z in range(3)]
    return Machine.with_standard_ips(
        given["name"], width=given["width"], height=given["height"],
        tags=frozenset(given["tags"]),
        dead_boards=frozenset(map(tuple, given["dead_boards"])),
        dead_links=frozenset((x, y, z, Links(link)) for x, y, z, link in given["dead_links"]),
        board_locations={board: (at // 120, at // 24 % 5, at % 24)
                         for at, board in enumerate(boards)},
        base_ip=given["base_ip"])


machines = json.loads(${JSON.stringify(JSON.stringify(machines))})
configuration = Configuration(
    ip="127.0.0.1",
    machines=[machine(given) for given in machines],
    timeout_check_interval=${configuration.timeoutCheckInterval},
    seconds_before_free=${configuration.secondsBeforeFree})
`;
}
