import { toJson } from "../lib/render/json.ts";
import { askOnce, type ServerOptions } from "../lib/connect.ts";
import type { Context } from "./context.ts";
import { load } from "./load.ts";
import { lookOf, type Subject } from "./watch/subject.ts";

/** Options of {@linkcode show}. */
export interface ShowOptions {
  /** Whether to show it again whenever it changes. */
  watch: boolean;
  /** Whether to show it as JSON. */
  json: boolean;
}

/** Shows a subject, once or until a signal comes, and returns the exit code. */
export async function show<T>(
  subject: Subject<T>,
  server: ServerOptions,
  { context, ...options }: ShowOptions & { context: Context },
): Promise<number> {
  if (options.watch) {
    const { watchSubject } = await load(import("./watch/watch_subject.ts"));
    return await watchSubject(subject, server, { context, json: options.json });
  }
  const { stdout } = context;
  const value = await askOnce(server, (client) => subject.read(client));
  const text = options.json ? toJson(subject.json(value)) : subject.text(value, lookOf(context));
  if (text !== "") stdout.line(text);
  return 0;
}
