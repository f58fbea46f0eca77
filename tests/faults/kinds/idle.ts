import type { Link } from "../link.ts";
import type { World } from "../world.ts";
import { type FaultKind, kind } from "./kind.ts";

/** Connections that end, or die, because they carried nothing for a while. */
export const IDLE_FAULTS: readonly FaultKind[] = [
  kind(
    "a proxy that ends connections which carry nothing for a tenth of the keepalive",
    (world) => {
      endTheIdle(world, { after: world.keepalive / 10, by: (link) => link.cut() });
    },
    { isGlobal: true },
  ),
  kind("a firewall that forgets connections which carry nothing for a quarter of it", (world) => {
    endTheIdle(world, { after: world.keepalive / 4, by: forget });
  }, { isGlobal: true }),
  kind("a server that is back during the pause before the next dial", (world, link) => {
    world.refuseFor(world.keepalive / 50);
    link.cut();
  }),
];

/** Lets nothing pass any more, in silence. */
export function forget(link: Link): void {
  link.filter = { up: () => {}, down: () => {}, hidesEnds: true };
}

/** For two keepalives, ends whatever connection has carried no command for some seconds. */
function endTheIdle(
  world: World,
  { after, by }: { after: number; by: (link: Link) => void },
): void {
  const until = world.clock.now() + 2 * world.keepalive;
  const since = new Map<Link, { commands: number; at: number }>();
  const look = (): void => {
    const now = world.clock.now();
    for (const link of [...world.links]) {
      const known = since.get(link);
      const commands = link.commands.length;
      if (!known || known.commands !== commands) since.set(link, { commands, at: now });
      else if (now - known.at >= after) {
        since.delete(link);
        by(link);
      }
    }
    if (now < until) world.clock.after(after / 5, look);
  };
  look();
}
