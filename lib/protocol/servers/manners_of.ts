import { JavaManners } from "./java_manners.ts";
import type { ServerManners, Talk } from "./manners.ts";
import { PythonManners } from "./python_manners.ts";
import type { LineKind } from "./server_kind.ts";

/** Creates the manners of a kind of server. */
export function mannersOf(kind: LineKind, talk: Talk): ServerManners {
  return kind === "java" ? new JavaManners(talk) : new PythonManners(talk);
}
