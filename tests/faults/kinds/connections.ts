import { bytesOf, type FaultKind, kind, onAnswer, onCommand } from "./kind.ts";

/** Connections that are refused, mute, slow, half there or gone. */
export const CONNECTION_FAULTS: readonly FaultKind[] = [
  kind("a connection that is closed while it is idle", (_, link) => link.cut()),
  kind("all connections closed at once", (world) => world.cutAll(), { isGlobal: true }),
  kind("dials that are refused for an eighth of the keepalive", (world, link) => {
    world.refuseFor(world.keepalive / 8);
    link.cut();
  }, { away: 1 / 8 }),
  kind("dials that are refused for a quarter of the keepalive", (world, link) => {
    world.refuseFor(world.keepalive / 4);
    link.cut();
  }, { away: 1 / 4 }),
  kind("a dial that hangs", (world, link) => {
    world.doors.push({ is: "hanging" });
    link.cut();
  }),
  kind("a dial that takes an eighth of the keepalive", (world, link) => {
    world.doors.push({ is: "slow", seconds: world.keepalive / 8 });
    link.cut();
  }),
  kind("a dial that works after it was given up", (world, link) => {
    world.doors.push({ is: "slow", seconds: world.keepalive / 2, isDeaf: true });
    link.cut();
  }),
  kind("a connection that is accepted and stays mute", (world, link) => {
    world.doors.push({
      is: "open",
      meet: (next) => next.filter = { up: () => {}, hidesEnds: true },
    });
    link.cut();
  }),
  kind("a connection that is accepted and closed at once", (world, link) => {
    world.doors.push({ is: "open", meet: (next) => next.cut() });
    link.cut();
  }),
  kind("three connections that are closed at the first command", (world, link) => {
    for (let i = 0; i < 3; i++) {
      world.doors.push({ is: "open", meet: (next) => onCommand(next, () => next.cut()) });
    }
    link.cut();
  }),
  kind("a connection that is closed instead of carrying a command", (_, link) => {
    onCommand(link, () => link.cut());
  }),
  kind("a connection that is closed in the middle of a command", (_, link) => {
    onCommand(link, (line) => {
      link.send("up", bytesOf(line).subarray(0, line.text.length / 2));
      link.cut();
    });
  }),
  kind("a connection that is closed before a reply", (_, link) => {
    onAnswer(link, () => link.cut());
  }),
  kind("a connection that is closed in the middle of a reply", (_, link) => {
    onAnswer(link, (line) => {
      link.send("down", bytesOf(line).subarray(0, line.text.length / 2));
      link.cut();
    });
  }),
  kind("a connection that is closed before the last byte of a reply", (_, link) => {
    onAnswer(link, (line) => {
      link.send("down", bytesOf(line).subarray(0, line.text.length));
      link.cut();
    });
  }),
  kind("a connection that is closed after a reply", (_, link) => {
    onAnswer(link, (line) => {
      link.pass("down", line.text);
      link.cut();
    });
  }),
  kind("a server that closes its side only", (_, link) => link.finish("down")),
  kind("a server that closes its side only, before a reply", (_, link) => {
    onAnswer(link, () => link.finish("down"));
  }),
  kind("a half-open connection, whose other end has vanished", (_, link) => {
    link.filter = { up: () => {}, down: () => {}, hidesEnds: true };
  }),
  kind("a black hole for commands", (_, link) => {
    link.filter = { up: () => {} };
  }),
  kind("a black hole for replies", (_, link) => {
    link.filter = { down: () => {} };
  }),
  kind(
    "a black hole that gives everything back after an eighth of the keepalive",
    (world, link) => {
      link.hold();
      world.clock.after(world.keepalive / 8, () => link.release());
    },
  ),
  kind("a black hole that gives everything back after half of the keepalive", (world, link) => {
    link.hold();
    world.clock.after(world.keepalive / 2, () => link.release());
  }),
];
