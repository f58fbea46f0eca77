import type { Line, Link, Way } from "../link.ts";
import type { World } from "../world.ts";
import { bytesOf, type FaultKind, kind, late, onAnswer, onCommand } from "./kind.ts";

function later(world: World, link: Link, share: number): void {
  const delayed = (way: Way) => ({ text }: Line): void => {
    world.clock.after(share * world.keepalive, () => link.pass(way, text));
  };
  link.filter = { up: delayed("up"), down: delayed("down") };
}

/** Fails one write of a client, after some bytes of it. */
function failWrite(link: Link, bytes: number): void {
  let left = bytes;
  link.writing = (size) => {
    if (left > 0) {
      const taken = Math.min(left, size);
      left -= taken;
      return taken;
    }
    link.cut();
    throw new Deno.errors.BrokenPipe("Broken pipe");
  };
}

const MEBI = 2 ** 20;

/** Bytes that come late, in other pieces, in other shapes, or not at all. */
export const BYTE_FAULTS: readonly FaultKind[] = [
  kind("a reply that is delayed by a fifth of the keepalive", (world, link) => {
    onAnswer(link, (line) => late(world, line, link, { seconds: world.keepalive / 5 }));
  }),
  kind("a command that is delayed by a fifth of the keepalive", (world, link) => {
    onCommand(link, (line) => late(world, line, link, { seconds: world.keepalive / 5 }));
  }),
  kind("a reply that comes too late", (world, link) => {
    onAnswer(link, (line) => late(world, line, link, { seconds: world.keepalive / 2 }));
  }),
  kind("a connection that delays everything by a tenth of the keepalive", (world, link) => {
    later(world, link, 1 / 10);
  }),
  kind("a connection that delays everything by a third of the keepalive", (world, link) => {
    later(world, link, 1 / 3);
  }),
  kind("a reply that drips for an eighth of the keepalive", (world, link) => {
    const how = { seconds: world.keepalive / 8, drip: true };
    onAnswer(link, (line) => late(world, line, link, how));
  }),
  kind("a reply that drips for half of the keepalive", (world, link) => {
    const how = { seconds: world.keepalive / 2, drip: true };
    onAnswer(link, (line) => late(world, line, link, how));
  }),
  kind("a command that drips for an eighth of the keepalive", (world, link) => {
    const how = { seconds: world.keepalive / 8, drip: true };
    onCommand(link, (line) => late(world, line, link, how));
  }),
  kind("everything in slices of one byte", (_, link) => {
    const slice = (way: Way) => (line: Line): void => {
      for (const byte of bytesOf(line)) link.send(way, new Uint8Array([byte]));
    };
    link.filter = { up: slice("up"), down: slice("down") };
  }),
  kind("a reply that is merged with notifications", (_, link) => {
    const note = JSON.stringify({ jobs_changed: [1] });
    onAnswer(link, ({ text }) => link.pass("down", note, text, note));
  }),
  kind("lines that end with CRLF", (_, link) => {
    link.filter = { down: ({ text }) => link.pass("down", `${text}\r`) };
  }),
  kind("blank lines between the others", (_, link) => {
    link.filter = { down: ({ text }) => link.pass("down", "", "\r", text, "") };
  }),
  kind("a byte order mark before a reply", (_, link) => {
    onAnswer(link, ({ text }) => link.pass("down", `\ufeff${text}`));
  }),
  kind("broken UTF-8 in a reply", (_, link) => {
    onAnswer(link, (line) => {
      const bytes = bytesOf(line);
      bytes[4] = 0xff;
      link.send("down", bytes);
    });
  }),
  kind("UTF-8 that ends in the middle of a letter", (_, link) => {
    onAnswer(link, () => {
      const text = new TextEncoder().encode('{"return": "é"}\n');
      link.send("down", text.filter((byte) => byte !== 0xa9));
    });
  }),
  kind("NUL bytes out of the blue", (_, link) => {
    link.send("down", new Uint8Array(100));
    link.pass("down", "");
  }),
  kind("a line that is too long and never ends", (_, link) => {
    for (let i = 0; i < 9; i++) link.send("down", new Uint8Array(MEBI).fill(32));
  }),
  kind("a reply that is too long", (_, link) => {
    onAnswer(link, ({ text }) => {
      link.send("down", new Uint8Array(8 * MEBI).fill(32));
      link.pass("down", text);
    });
  }),
  kind("partial writes", (_, link) => {
    link.writing = (size) => Math.min(3, size);
  }),
  kind("a write that fails", (_, link) => failWrite(link, 0)),
  kind("a write that fails after some bytes", (_, link) => failWrite(link, 9)),
  kind("a write that hangs", (_, link) => {
    link.writing = () => new Promise(() => {});
  }),
];
