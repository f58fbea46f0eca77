import { OPTIONS } from "../lib/config/options.ts";
import type { UnknownOption } from "../lib/config/settings.ts";
import type { ServerAddress } from "../lib/server_address.ts";
import type { Call } from "./call.ts";
import { UsageError } from "./errors.ts";
import { suggest } from "./suggest.ts";

/** Reports an option without effect, and why if that is clear. */
export function unknownOptionLine(unknown: UnknownOption): string {
  return `${unknown.path}:${unknown.line}: ${explainUnknown(unknown)}`;
}

function explainUnknown({ option, section }: UnknownOption): string {
  const names = Object.values(OPTIONS).map(({ name }) => name);
  if (names.includes(option)) {
    return `"${option}" has no effect: its section is [${section}], not [spalloc]`;
  }
  const meant = suggest(option, names);
  return `"${option}" has no effect${meant === null ? "" : ` (did you mean "${meant}"?)`}`;
}

/** Examples of missing settings. */
const EXAMPLES = { hostname: "spalloc.example.org", owner: "me@example.org" } as const;

/** Options that give these settings. */
interface NeededFlags {
  hostname?: ServerAddress | undefined;
  owner?: string | undefined;
}

/** Parts of a message about a missing setting. */
interface Need {
  call: Call;
  /** Thing whose owner or name is missing: `the job`. */
  of: string;
  /** Alternative that the user could give, if any, such as "or its id". */
  orElse?: string;
}

/**
 * Returns the value of an option or a setting that a command requires.
 *
 * @throws {UsageError} if neither was given, with the ways to give it.
 * @throws {ConfigError} if there is a mistake in the settings, which may be why.
 */
export function needSetting(
  setting: keyof typeof EXAMPLES,
  flags: NeededFlags,
  { call, of, orElse }: Need,
): string {
  const value = call.given(givenBy(flags)[setting], setting);
  if (value) return value;
  const [mistake] = call.mistakes.values();
  if (mistake) throw mistake;
  const { settings, files, unknownOptions } = call.config;
  const isAlone = setting === "hostname" || Boolean(flags.hostname ?? settings.hostname);
  const names: (keyof typeof EXAMPLES)[] = isAlone ? [setting] : ["hostname", "owner"];
  const give = names.map((name) => `--${name} ${EXAMPLES[name]}`).join(" and ");
  const set = names.map((name) => `${name}=${EXAMPLES[name]}`).join(" ");
  const missing = isAlone
    ? `The ${setting} of ${of} is not known`
    : `The hostname of the spalloc server and the owner of ${of} are not known`;
  const notes = [
    ...files.filter(({ status }) => status === "folder")
      .map(({ path }) => `${path} is a folder, so it is not read`),
    ...unknownOptions.map((unknown) =>
      `In ${unknown.path}:${unknown.line}, ${explainUnknown(unknown)}`
    ),
  ];
  throw new UsageError([missing, ...notes].join(". "), {
    steps: [
      [
        `Give ${give}${orElse ? `, ${orElse}` : ""}, or set ${isAlone ? "it" : "them"} for good`,
        `spalloc config ${set}`,
      ],
      ...(names.includes("hostname")
        ? [["To try spalloc without a server", "spalloc simulate"] as const]
        : []),
    ],
  });
}

/** Returns what the options give: an address can have an owner in it. */
function givenBy(
  { hostname, owner }: NeededFlags,
): Record<keyof typeof EXAMPLES, string | undefined> {
  const named = hostname?.kind === "name" ? hostname.owner : null;
  return { hostname: hostname?.hostname, owner: owner ?? named ?? undefined };
}
