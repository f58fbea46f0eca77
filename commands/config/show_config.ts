import { Table } from "@cliffy/table";
import { type Config, OPTIONS, type Settings } from "../../lib/config/mod.ts";
import { escapeText } from "../../lib/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import type { Output } from "../output.ts";
import { unknownOptionLine } from "../missing.ts";
import type { RememberedBoard } from "../boards/memory.ts";
import { avoidedAsJson } from "./avoided_boards.ts";
import type { ShownConfig, ShownOrigin } from "./in_effect.ts";
import { loginAsJson, type LoginShown } from "./login_found.ts";
import { otherWritersOf } from "../other_writers.ts";
import type { ServerCheck } from "./ping_server.ts";
import { explainServiceLink, explainVariable } from "../unknown_variables.ts";

/** Names of the kinds of servers. */
const KINDS: Record<NonNullable<ServerCheck["kind"]>, string> = {
  python: "a Python server",
  java: "a Java server",
  v2: "the HTTP API of a Java server",
};

const STATUS: Record<Config["files"][number]["status"], string> = {
  read: "read",
  missing: "not found",
  folder: "a folder, not read",
  unreadable: "in a folder that you cannot enter",
};

/** Other possible writers of files, by path. */
export type OtherWriters = ReadonlyMap<string, string | null>;

/** Findings about the settings beside their values. */
export interface Findings {
  /** Settings with invalid values, and why. */
  mistakes: ReadonlyMap<keyof Settings, Error>;
  writers: OtherWriters;
  /** Variables that have no effect. */
  variables: readonly string[];
}

/** Finds other possible writers of the files that were read. */
export async function findOtherWriters({ files }: Pick<Config, "files">): Promise<OtherWriters> {
  const read = files.filter(({ status }) => status === "read");
  return new Map(
    await Promise.all(read.map(async ({ path }) => [path, await otherWritersOf(path)] as const)),
  );
}

/** Formats the search path and every setting with its origin, for people. */
export function configAsText(
  config: ShownConfig,
  { mistakes, writers, variables, output }: Findings & { output: Output },
): string {
  const { files, settings, origins, unknownOptions, serviceLinks } = config;
  const heading = (text: string): string => output.style("bright", text);
  const lines = [heading("Files (later ones override earlier ones):")];
  const width = Math.max(0, ...files.map(({ path }) => escapeText(path).length));
  for (const { path, status } of files) {
    const others = writers.get(path);
    const warning = others ? output.style("yellow", `, but ${others}`) : "";
    lines.push(`  ${escapeText(path).padEnd(width)}  ${STATUS[status]}${warning}`);
  }
  const rows = (Object.keys(OPTIONS) as (keyof Settings)[]).map((key) => [
    OPTIONS[key].name,
    mistakes.has(key) ? "(can't be used)" : escapeText(settingAsText(settings[key])),
    escapeText(originAsText(origins[key])),
  ]);
  const table = new Table().header(["Setting", "Value", "From"]).body(rows).padding(2);
  lines.push("", ...table.toString().split("\n").map((line) => line.trimEnd()));
  for (const unknown of unknownOptions) lines.push("", escapeText(unknownOptionLine(unknown)));
  for (const name of variables) lines.push("", escapeText(explainVariable(name)));
  for (const name of serviceLinks) lines.push("", explainServiceLink(name));
  return lines.join("\n");
}

/** Formats the result of a call to the server, for people. */
export function checkAsText(check: ServerCheck, output: Output): string {
  const { hostname, port, kind, user, version, roundTrip } = check;
  const address = port === null ? hostname : `${hostname}:${port}`;
  const known = user === null ? "" : `, knows you as ${escapeText(user)},`;
  const server = kind === null ? "" : `${KINDS[kind]} of `;
  return [
    "",
    output.style("bright", "Server:"),
    `  ${escapeText(address)} runs ${server}version ${escapeText(version)}${known} ` +
    `and answers within ${(roundTrip * 1000).toFixed(1)} ms`,
  ].join("\n");
}

/** Formats the configuration and the call to the server, for programs. */
export function configAsJson(
  config: ShownConfig,
  { mistakes, writers, variables, login, check, boards }: Findings & {
    login: LoginShown;
    check: ServerCheck | null;
    boards: readonly RememberedBoard[];
  },
): string {
  const settings = Object.fromEntries(
    (Object.keys(OPTIONS) as (keyof Settings)[])
      .map((key) => [OPTIONS[key].name, oneSetting(key, config, mistakes)]),
  );
  const { roundTrip, ...server } = check ?? {};
  return toJson({
    schema: 1,
    files: config.files.map(({ path, status }) => ({
      path,
      status,
      other_writers: writers.get(path) ?? null,
    })),
    settings,
    unknown_options: config.unknownOptions,
    unknown_variables: variables,
    service_links: config.serviceLinks,
    avoided_boards: avoidedAsJson(boards, config.settings.avoidFor),
    login: loginAsJson(login),
    server: check && { ...server, round_trip: roundTrip },
  });
}

/** Formats one setting, for programs. */
export function settingAsJson(
  key: keyof Settings,
  config: ShownConfig,
  mistakes: Findings["mistakes"],
): string {
  const { name } = OPTIONS[key];
  return toJson({ schema: 1, setting: name, ...oneSetting(key, config, mistakes) });
}

function oneSetting(
  key: keyof Settings,
  { settings, origins }: ShownConfig,
  mistakes: Findings["mistakes"],
) {
  return {
    value: mistakes.has(key) ? null : settings[key],
    origin: origins[key],
    mistake: mistakes.get(key)?.message ?? null,
  };
}

/** Formats a value as in a file. */
export function settingAsText(value: Settings[keyof Settings]): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

/** Formats a setting's origin, for people. */
export function originAsText(origin: ShownOrigin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "file":
      return `${origin.path}:${origin.line}`;
    case "environment":
      return origin.variable;
    case "option":
      return origin.option;
  }
}
