import { ageText } from "../../lib/render/age.ts";
import { escapeText } from "../../lib/escape.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import type { FailedBoard } from "../../lib/tries/failed_try.ts";
import type { Receipt, ReceiptEnd, ReceiptJob, ReceiptTry } from "../receipt/receipt.ts";
import { plural } from "../views/machine_line.ts";
import { boardsText, conditionsText, placeText } from "./request_sentence.ts";

const SERVERS = {
  python: "the Python server",
  java: "the old port of the Java server",
  v2: "the Java server",
} as const;

/** Turns a receipt into sentences, one a line. */
export function explainReceipt(receipt: Receipt, { zone }: { zone: Zone }): string[] {
  const { client, server, asked, started, tries, job, end, updated } = receipt;
  const at = (time: string): string => localTime(secondsOf(time), zone) || "an unknown time";
  const request = { args: asked.args, kwargs: asked.conditions };
  const wanted = asked.resumed === null
    ? boardsText(request)
    : `job ${asked.resumed}, to resume it`;
  const named = server.kind === null ? "the server" : SERVERS[server.kind];
  return [
    `spalloc ${client} asked ${named} at ${server.address} for ${wanted}, at ${at(started)}.`,
    ...(asked.resumed === null ? [`The job was ${conditionsText(request)}.`] : []),
    ...tries.flatMap((tried) => aboutTry(tried, at)),
    ...(job ? aboutJob(job, { at, isOver: end !== null, asked }) : ["There was no job."]),
    ...(end
      ? [
        `spalloc ended at ${at(end.time)} with exit code ${end.exit_code}${aboutCode(end)}.`,
      ]
      : [
        "spalloc has not ended, or was killed before it could say so: " +
        `this is what it knew at ${at(updated)}.`,
      ]),
  ].map(escapeText);
}

type Clock = (time: string) => string;

function aboutTry({ job, time, text, machine, boards, failed }: ReceiptTry, at: Clock): string[] {
  return [
    `Job ${job} had ${plural(boards.length, "board")} of ${machine}, which did not pass at ` +
    `${at(time)}: ${withoutDot(text)}.`,
    ...failed.map(boardLine),
  ];
}

function aboutJob(
  job: ReceiptJob,
  { at, isOver, asked }: { at: Clock; isOver: boolean; asked: Receipt["asked"] },
): string[] {
  const { id, created, ready, machine, width, height, boards } = job;
  const unready = isOver
    ? "It never had boards that were powered on."
    : "Its boards were not powered on yet.";
  return [
    `Job ${id} was ${asked.resumed === null ? "created" : "resumed"} at ${at(created)}.`,
    ready === null
      ? unready
      : `It had ${plural(boards.length, "board")} of ${machine}, ${width}x${height} chips, ` +
        `powered on at ${at(ready)}, after ${timeBetween(created, ready)}:`,
    ...boards.map(boardLine),
    ...aboutOutcome(job, asked, at),
  ];
}

function aboutOutcome(
  { outcome, ended, ready, created }: ReceiptJob,
  { conditions }: Receipt["asked"],
  at: Clock,
): string[] {
  if (outcome === null || ended === null) return [];
  const time = `at ${at(ended)}, after ${timeBetween(ready ?? created, ended)}`;
  switch (outcome) {
    case "freed":
      return [ready === null ? `It was let go ${time}.` : `Its boards were freed ${time}.`];
    case "kept":
      return [`It was left allocated, as asked, ${time}.`];
    case "gone":
      return [`The server had ended it before spalloc let it go ${time}.`];
    case "not freed":
      return [`It could not be destroyed ${time}${aboutRest(conditions)}.`];
  }
}

/** Says what becomes of a job that could not be destroyed; that of a resumed one is not known. */
function aboutRest({ keepalive }: Receipt["asked"]["conditions"]): string {
  if (keepalive === null) return ". It has no keepalive, so it stays until somebody destroys it";
  const said = ": the server does that when its keepalive is over";
  return keepalive === undefined ? `${said}, if it has one` : said;
}

/** Says where a board is, on a line of its own. */
export function boardLine({ board, physical, address }: FailedBoard): string {
  const where = [
    ...(physical ? [placeText(physical)] : []),
    ...(address !== null ? [address] : []),
  ].join("; ");
  const name = board ? `board ${board.join(" ")}` : "a board";
  return `  ${name}${where === "" ? "" : `: ${where}`}`;
}

/** Says where an exit code came from: from an error of spalloc, or else from its command. */
function aboutCode({ exit_code: code, error }: ReceiptEnd): string {
  if (error !== null) return `: ${withoutDot(error)}`;
  return code === 0 ? "" : ", the exit code of its command";
}

function timeBetween(start: string, end: string): string {
  return ageText((secondsOf(end) ?? NaN) - (secondsOf(start) ?? NaN)) || "an unknown time";
}

function secondsOf(time: string): number | null {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

function withoutDot(text: string): string {
  return text.replace(/\.$/, "");
}
