import { EXIT_CODES } from "../exit_codes.ts";
import type { Explained, Section } from "./layout.ts";

const { failure, usage, unknownState, notReady, noServer, checksFailed } = EXIT_CODES;
const { cannotPower, notExecutable, notFound, notOneJob, noBoards } = EXIT_CODES;
const { notSet, noSuchMachine, nothingThere } = EXIT_CODES;

/** Codes of `alloc`, from which those of all commands derive. */
export const ALLOC_CODES: readonly Explained[] = explained([
  ["0", "success; with a command, its own exit code"],
  [failure, "the job was destroyed, no machine can ever serve it, or another error of the server"],
  [
    usage,
    "an option, a setting, the login or the server's version is wrong, or the job is unknown",
  ],
  [unknownState, "the job is in a state that spalloc does not know"],
  [notReady, "the boards were not ready within --max-wait"],
  [
    noServer,
    "the server is out of reach or refused the request, or boards without a keepalive were not freed",
  ],
  [checksFailed, "no boards passed the checks, or all of them had one to --avoid"],
  [cannotPower, "--resume names somebody else's job, and its boards are off"],
  [notExecutable, "the command cannot be executed"],
  [notFound, "the command was not found"],
  ["128 + n", "signal n ended spalloc or the command"],
]);

/** Codes of all other commands. */
export const OTHER_CODES: readonly Explained[] = explained([
  ["0", "success"],
  [failure, "the server is out of reach, refused the request or sent an invalid answer"],
  [usage, "an option, a setting, the login or the server's version is wrong"],
  ["128 + n", "signal n ended spalloc"],
]);

/** Codes of commands beside {@linkcode OTHER_CODES}. */
export const OWN_CODES: Readonly<Record<string, readonly Explained[]>> = {
  job: explained([
    [failure, "you answered no, and nothing was changed; with --wait ready, the job was destroyed"],
    [
      notOneJob,
      "the owner has no job or several, or the job to destroy, to explain or to wait for is unknown",
    ],
    [notReady, "--wait did not reach its goal within --max-wait"],
    [cannotPower, "the boards cannot be powered in the job's state, or the job is unknown"],
    [noBoards, "the job has no boards (it is queued or destroyed), or is unknown"],
  ]),
  config: explained([[notSet, "SETTING is not set"]]),
  machine: explained([[noSuchMachine, "there is no machine with that name"]]),
  top: explained([[noSuchMachine, "there is no machine with that name"]]),
  "where-is": explained([[nothingThere, "there is no board at that place"]]),
};

/** Notes on the codes of commands. */
const OWN_NOTES: Readonly<Record<string, string>> = {
  job: "With several jobs, spalloc does what it can, and exits with the highest of their codes.",
};

function explained(codes: readonly (readonly [number | string, string])[]): Explained[] {
  return codes.map(([code, text]) => [String(code), text]);
}

/** Returns the topic `exit-codes`. */
export function exitCodesTopic(): Section[] {
  const own = Object.entries(OWN_CODES).map(([command, rows]): Section => ({
    heading: `spalloc ${command}, in addition`,
    paragraphs: Object.hasOwn(OWN_NOTES, command) ? [OWN_NOTES[command]!] : [],
    rows,
  }));
  return [
    { heading: "spalloc alloc, or spalloc alone", rows: ALLOC_CODES },
    { heading: "All other commands", rows: OTHER_CODES },
    ...own,
    {
      heading: "Failures of spalloc or of your command",
      paragraphs: [
        "With SPALLOC_EXIT_ERROR=99, failures of spalloc itself exit with 99. The codes of your " +
        "command and of signals do not change.",
      ],
    },
  ];
}
