import { askOnce, type ServerOptions } from "../lib/connect.ts";
import type { Context } from "./context.ts";
import { load } from "./load.ts";
import { shownText, type Subject, type View } from "./watch/subject.ts";

/** Shows a subject, once or whenever it changes until a signal comes; returns the exit code. */
export async function show<T>(
  subject: Subject<T>,
  server: ServerOptions,
  { watch, json, context }: { watch: boolean; json: boolean; context: Context },
): Promise<number> {
  const { stdout } = context;
  if (watch) {
    const [{ Screen }, { Stream }, { watchIn }] = await Promise.all([
      load(import("./watch/screen.ts")),
      load(import("./watch/quiet.ts")),
      load(import("./watch/watch_subject.ts")),
    ]);
    const open = (): View<T> =>
      json || !stdout.canRepaint
        ? new Stream(subject, context, { json })
        : new Screen(subject, context);
    return await watchIn(open, subject, { server, context });
  }
  const value = await askOnce(server, (client) => subject.read(client));
  const text = shownText(subject, value, { json, context });
  if (text !== "") stdout.line(text);
  return 0;
}
