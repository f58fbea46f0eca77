import { EXIT_CODES } from "../exit_codes.ts";
import type { Explained, Section } from "./layout.ts";

/** Codes of `alloc`, from which those of all commands derive. */
export const ALLOC_CODES: readonly Explained[] = [
  ["0", "all went well; with a command, its own exit code"],
  [`${EXIT_CODES.failure}`, "the job was destroyed, or another error of the server or the network"],
  [
    `${EXIT_CODES.usage}`,
    "an option, a setting or the server's version is wrong; the job is not known",
  ],
  [`${EXIT_CODES.unknownState}`, "the job is in a state that this program does not know"],
  [`${EXIT_CODES.notReady}`, "the boards were not ready within --max-wait"],
  [
    `${EXIT_CODES.noServer}`,
    "the server is out of reach or refused the request, or boards were not freed",
  ],
  [
    `${EXIT_CODES.cannotPower}`,
    "the boards of somebody else's job, which --resume names, are off",
  ],
  [`${EXIT_CODES.notExecutable}`, "the command can't be executed"],
  [`${EXIT_CODES.notFound}`, "the command was not found"],
  ["128 + n", "signal n ended the program, or the command"],
];

/** Codes of all other commands. */
export const OTHER_CODES: readonly Explained[] = [
  ["0", "all went well"],
  [
    `${EXIT_CODES.failure}`,
    "the server is out of reach, refused the request, or answered nonsense",
  ],
  [`${EXIT_CODES.usage}`, "an option, a setting or the server's version is wrong"],
  ["128 + n", "signal n ended the program"],
];

/** Codes of commands beside {@linkcode OTHER_CODES}. */
export const OWN_CODES: Readonly<Record<string, readonly Explained[]>> = {
  job: [
    [`${EXIT_CODES.failure}`, "your answer was no, so nothing was done"],
    [
      `${EXIT_CODES.notOneJob}`,
      "the owner has no job, or several: say which one; or the job to destroy is not known",
    ],
    [
      `${EXIT_CODES.cannotPower}`,
      "the boards can't be powered in the job's state, or the job is not known",
    ],
    [`${EXIT_CODES.noBoards}`, "the job has no boards (it is queued or over), or is not known"],
  ],
  config: [[`${EXIT_CODES.notSet}`, "SETTING is not set"]],
  machine: [[`${EXIT_CODES.noSuchMachine}`, "there is no machine of that name"]],
  "where-is": [[`${EXIT_CODES.nothingThere}`, "there is no board at that place"]],
};

/** Notes on the codes of commands. */
const OWN_NOTES: Readonly<Record<string, string>> = {
  job: "With several jobs all is done that can be, and the highest of their codes counts.",
};

/** Returns the topic `exit-codes`. */
export function exitCodesTopic(): Section[] {
  const own = Object.entries(OWN_CODES).map(([command, rows]): Section => ({
    heading: `spalloc ${command}, beside those`,
    paragraphs: Object.hasOwn(OWN_NOTES, command) ? [OWN_NOTES[command]!] : [],
    rows,
  }));
  return [
    { heading: "spalloc alloc, which is also spalloc alone", rows: ALLOC_CODES },
    { heading: "All other commands", rows: OTHER_CODES },
    ...own,
    {
      heading: "To tell failures of spalloc from those of your command",
      paragraphs: [
        "With SPALLOC_EXIT_ERROR=99, say, failures of spalloc itself exit with 99. The codes of " +
        "your command and of signals stay as they are.",
      ],
    },
  ];
}
