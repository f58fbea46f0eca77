import type { Link } from "../link.ts";
import { changed, type FaultKind, kind, lie, onAnswer, onNextLink } from "./kind.ts";

const NOTE = { jobs_changed: [1] };

/** A kind in which the next answer is another line. */
function answered(name: string, text: string | ((text: string) => string)): FaultKind {
  return kind(name, (_, link) => {
    onAnswer(link, (line) => lie(link, typeof text === "string" ? text : text(line.text)));
  });
}

/** A kind in which the next state of the job is not what it should be. */
function stated(name: string, field: string, value: unknown): FaultKind {
  const change = (state: unknown): unknown => ({ ...state as object, [field]: value });
  return kind(name, (_, link) => {
    onAnswer(link, (line) => lie(link, changed(line, change)), "get_job_state");
  });
}

/** A kind in which the list of jobs on the next connection is another one. */
function listed(name: string, text: string | ((text: string) => string)): FaultKind {
  return kind(name, (world, link) => {
    onNextLink(world, link, "list_jobs", (line, next) => {
      lie(next, typeof text === "string" ? text : text(line.text));
    });
  });
}

/** A kind in which the next connection announces another version. */
function versioned(name: string, version: unknown): FaultKind {
  return kind(name, (world, link) => {
    onNextLink(world, link, "version", (_, next) => next.message("down", { return: version }));
  });
}

function flood(link: Link, count: number, message: unknown): void {
  link.pass("down", ...new Array<string>(count).fill(JSON.stringify(message)));
}

/** Lines that nobody asked for, that come in another order, or that make no sense. */
export const LINE_FAULTS: readonly FaultKind[] = [
  kind("a notification before each of some replies", (_, link) => {
    let left = 5;
    link.filter.down = ({ text }) => {
      // Each makes the job ask again; so this has to come to an end.
      if (--left === 0) delete link.filter.down;
      link.pass("down", JSON.stringify(NOTE), text);
    };
  }),
  kind("notifications that are kept back until a reply has come", (_, link) => {
    const kept: string[] = [];
    link.filter = {
      down: ({ is, text }) => {
        if (is === "notification") kept.push(text);
        else link.pass("down", text, ...kept.splice(0));
      },
    };
  }),
  kind("a reply that comes twice", (_, link) => {
    // While others are waited for, nobody can tell it from theirs.
    onAnswer(link, ({ text }) => link.pass("down", ...link.unanswered > 0 ? [text] : [text, text]));
  }),
  kind("an answer that nobody waits for", (_, link) => {
    if (link.isIdle) link.message("down", { return: null });
  }),
  kind("a refusal that nobody waits for", (_, link) => {
    if (link.isIdle) link.message("down", { exception: "no" });
  }),
  kind("a flood of notifications", (_, link) => flood(link, 10_000, NOTE)),
  kind("a notification of very many jobs", (_, link) => {
    const ids = Array.from({ length: 50_000 }, (_, id) => id);
    link.message("down", { jobs_changed: ids });
  }),
  kind("notifications of others' jobs and of machines", (_, link) => {
    link.message("down", { jobs_changed: [77] });
    link.message("down", { machines_changed: ["m"] });
  }),
  kind("a notification that is no list", (_, link) => {
    link.message("down", { jobs_changed: "all" });
  }),
  kind("a notification of a job without a number", (_, link) => {
    link.message("down", { jobs_changed: [null] });
  }),
  kind("a line that is neither an answer nor a notification", (_, link) => {
    link.message("down", { hello: "world" });
  }),
  answered("a reply that is cut short", (text) => text.slice(0, -2)),
  answered("a reply that is no JSON", "Internal Server Error"),
  answered("a reply with single quotes", (text) => text.replaceAll('"', "'")),
  answered("a reply that is a list", "[]"),
  answered("a reply that is a number", "1"),
  answered("a reply that is a text", '"return"'),
  answered("a reply that is null", "null"),
  answered("two replies in one line", (text) => text + text),
  answered("a reply that is nested deeply", `{"return": ${"[".repeat(100_000)}`),
  answered(
    "a reply that is nested deeply and ends well",
    `{"return": ${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  ),
  answered("a reply that is a number out of range", '{"return": 1e999}'),
  answered("a reply that is NaN", '{"return": NaN}'),
  answered("a refusal that is no text", '{"exception": {"a": [1]}}'),
  answered("a refusal where there should be a reply", '{"exception": "out of memory"}'),
  kind("a state that is empty", (_, link) => {
    onAnswer(link, () => lie(link, '{"return": {}}'), "get_job_state");
  }),
  stated("a state that is a text", "state", "ready"),
  stated("a state that is a fraction", "state", 2.5),
  stated("a state that nobody knows", "state", 9),
  stated("a state whose power is a number", "power", 1),
  stated("a state whose keepalive is a text", "keepalive", "60"),
  stated("a state whose keepalive is below zero", "keepalive", -1),
  stated("a state whose keepalive is a moment", "keepalive", 1.6e9),
  stated("a state whose start is a text", "start_time", "today"),
  stated("a state whose reason is a list", "reason", []),
  stated("a state whose host is a number", "keepalivehost", 1),
  listed("a list of jobs that is no list", '{"return": {}}'),
  listed("a list of jobs that are none", '{"return": [1, null, "x"]}'),
  listed("a list with a job that lives for ever", (text) => {
    const job = '{"job_id": 777, "owner": "you", "state": 1, "keepalive": Infinity}';
    return text.replace(/\[(\]?)/, (_, end) => `[${job}${end || ","}`);
  }),
  listed("a list of jobs that is refused", '{"exception": "forbidden"}'),
  versioned("a version that is no text", 7),
  versioned("a version that makes no sense", "unknown"),
  versioned("a version that is too new, once", "8.0.0"),
];
