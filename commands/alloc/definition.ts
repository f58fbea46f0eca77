import { CHECK_SECONDS, TRIES } from "../../lib/tries/options.ts";
import type { Call, OptionsOf } from "../call.ts";
import { usualOwner } from "../caller.ts";
import { SERVER_OPTIONS, serverCommand } from "../options.ts";
import { GRACE_SECONDS } from "../running/ending.ts";
import { avoidedPlace, boardsNumber } from "../types/boards.ts";
import { JOB, MACHINE, OWNER, TAG } from "../types/live.ts";
import { COUNT, NMPI_JOB, TIME, UDP_PORT } from "../types/numbers.ts";
import { setting } from "../types/setting.ts";
import { SignalType } from "../types/signal.ts";
import { RestType } from "../types/text.ts";

/** Defines the options and arguments of `spalloc alloc`. */
export function allocDefinition(call: Call) {
  const { shown } = call;
  return serverCommand(call)
    .description(
      "Allocate SpiNNaker boards, and free them when you press Enter or your command exits.",
    )
    .usage("[OPTIONS] [NUM | WIDTH HEIGHT | X Y Z] [-c COMMAND | -- PROGRAM ARGS...]")
    .example("One board", "spalloc")
    .example("At least 5 boards", "spalloc 5")
    .example("A rectangle of 4x2 triads", "spalloc 4 2")
    .example("The board at (3, 4, 0)", "spalloc 3 4 0")
    .example("Boards that boot and all answer", "spalloc 24 --boot --ping")
    .example("Run a command on them", 'spalloc 24 -c "rig-boot {} && python my_app.py {}"')
    .type("boards", boardsNumber)
    .type("job", JOB)
    .type("machine", MACHINE)
    .type("owner", OWNER)
    .type("tag", TAG)
    .type("nmpi-job", NMPI_JOB)
    .type("rest", new RestType())
    .type("min-ratio", setting("minRatio"))
    .type("max-dead-boards", setting("maxDeadBoards"))
    .type("max-dead-links", setting("maxDeadLinks"))
    .type("keepalive", setting("keepalive"))
    .type("reconnect-delay", setting("reconnectDelay"))
    .type("time", TIME)
    .type("count", COUNT)
    .type("avoided", avoidedPlace)
    .type("udp-port", UDP_PORT)
    .type("signal", new SignalType())
    .arguments("[what...:boards]")
    .option("-q, --quiet", "Show no progress.")
    .option("-D, --no-destroy", "Leave the job allocated on exit.")
    .option(
      "--max-wait <TIME:time>",
      "Give up and free the job after this time: 90 (seconds), 5m, 1h30m.",
    )
    .option("--bell", "Ring the terminal's bell when the boards are ready.")
    .option("--json", "Print the boards as JSON.")
    .option(
      "--receipt <FILE:path>",
      "Write a receipt to this file: what you asked for, what you got and what was done. To read " +
        "it: spalloc job --explain FILE",
    )
    .option(
      "--boot",
      "Boot the boards with rig-boot once they are powered on; if that fails, get others.",
    )
    .group("Boards that work")
    .option(
      "--check <COMMAND:text>",
      "Run this shell command line on the boards first; if it fails, get others. It takes the " +
        "same words in braces as -c, and can list what failed in the file {failed}: a chip X Y or " +
        "an address on each line. May be repeated.",
      { collect: true },
    )
    .option(
      "--ping",
      "After --boot and --check, ask every board for its version over UDP (port 17893); if one is " +
        "silent, get others. Only booted boards answer.",
    )
    .option(
      "--check-timeout <TIME:time>",
      `Time after which a check has failed (default: ${CHECK_SECONDS}).`,
    )
    .option(
      "--tries <NUM:count>",
      `Maximum jobs to try for boards that pass (default: ${TRIES}).`,
    )
    .option(
      "--hold-at-most <BOARDS:count>",
      "Maximum boards to hold at once, bad ones included (default: twice those of a job, or 12).",
    )
    .option(
      "--avoid <PLACE:avoided>",
      "Avoid this board: X,Y,Z or CABINET/FRAME/BOARD, on any machine or after MACHINE:, or an " +
        "address, or @FILE with one on each line. May be repeated.",
      { collect: true },
    )
    .option(
      "--avoid-for <TIME:time>",
      `How long boards that failed a check are avoided (default: ${shown.avoidFor / 3600}h).`,
    )
    .option(
      "--report",
      `Report boards that failed a check to the server${shown.report ? " (default)" : ""}.`,
    )
    .group("What to allocate")
    .option(
      "--physical [CABINET_FRAME_BOARD...:boards]",
      "The board at this place in the machine room.",
      { conflicts: ["ip"] },
    )
    .option(
      "--ip <ADDRESS:text>",
      "The board with this address; only on a server with an https:// address.",
    )
    .option(
      "-r, --resume <JOB:job>",
      "Attach to an existing job; requirements are ignored. Boards that are off are powered on.",
    )
    .option(
      "-m, --machine [NAME:machine]",
      `Use boards of this machine; without NAME, of any (default: ${shown.machine ?? "any"}).`,
    )
    .option(
      "-t, --tags [TAG...:tag]",
      `Use machines with all of these tags (default: ${shown.tags?.join(" ") ?? "default"}).`,
    )
    .option(
      "--min-ratio <RATIO:min-ratio>",
      `Minimum aspect ratio of NUM boards, 0 to 1 (default: ${shown.minRatio}).`,
    )
    .option(
      "--max-dead-boards <NUM:max-dead-boards>",
      `Maximum dead boards (-1: no limit; default: ${shown.maxDeadBoards ?? -1}).`,
    )
    .option(
      "--max-dead-links <NUM:max-dead-links>",
      `Maximum dead links (-1: no limit; default: ${shown.maxDeadLinks ?? -1}).`,
    )
    .option(
      "-w, --require-torus",
      `Require boards that wrap around${shown.requireTorus ? " (default)" : ""}.`,
    )
    .option(
      "-W, --no-require-torus",
      `Accept boards that do not wrap around${shown.requireTorus ? "" : " (default)"}.`,
    )
    .group("Who pays (https:// servers only)")
    .option(
      "--group <NAME:text>",
      `Group that the job is accounted to (default: ${shown.group ?? "your only one"}).`,
      { conflicts: ["collab", "nmpi-job"] },
    )
    .option(
      "--collab <NAME:text>",
      `EBRAINS collaboratory that it is accounted to (default: ${shown.collab ?? "none"}).`,
      { conflicts: ["nmpi-job"] },
    )
    .option("--nmpi-job <ID:nmpi-job>", "NMPI job that it is a part of (default: NMPI_JOB_ID).")
    .group("What to run")
    .option(
      "-c, --command <COMMAND:rest>",
      "Run the rest of the line, and free the boards when it exits. One word is a shell command " +
        "line; several are a program and its arguments. {} and {hostname} stand for the address " +
        "of chip (0, 0), {w} and {width}, {h} and {height} for the size in chips, {id} for the " +
        "job's id, {ethernet_ips} for a CSV file of all board addresses.",
    )
    .option(
      "--proxy",
      "Reach the boards through the server, from anywhere (https:// servers only). All addresses " +
        "that spalloc gives, such as {}, are then loopback addresses: one for each board.",
    )
    .option(
      "--ports <PORT...:udp-port>",
      "With --proxy, further UDP ports of each board, besides 17893 (SCP) and 54321 (booting).",
      { depends: ["proxy"] },
    )
    .option(
      "--end-signal <SIGNAL:signal>",
      "Signal that ends the command (default: the signal that spalloc got, or TERM).",
    )
    .option(
      "--grace <TIME:time>",
      `Time for the command to exit before it is killed (default: ${GRACE_SECONDS}).`,
    )
    .group(SERVER_OPTIONS)
    .option("--owner <NAME:owner>", `Owner of the job (default: ${usualOwner(shown)}).`)
    .option(
      "--keepalive <TIME:keepalive>",
      `How long the job lives without spalloc (-1: no limit; default: ${shown.keepalive ?? -1}).`,
    )
    .option(
      "--reconnect-delay <TIME:reconnect-delay>",
      `Time between attempts to reconnect (default: ${shown.reconnectDelay}).`,
    );
}

/** Options of `spalloc alloc`, as they are defined. */
export type AllocFlags = OptionsOf<typeof allocDefinition>;
