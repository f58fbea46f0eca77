import { type FaultKind, kind } from "./kind.ts";

const GLOBAL = { isGlobal: true };

/** Servers that are started anew, jobs that are taken away, and clocks that are not to be relied on. */
export const WORLD_FAULTS: readonly FaultKind[] = [
  kind("a warm restart", (world) => world.server.restart({ cold: false }), GLOBAL),
  kind("a warm restart that takes a quarter of the keepalive", (world) => {
    world.refuseFor(world.keepalive / 4);
    return world.server.restart({ cold: false });
  }, { away: 1 / 4, ...GLOBAL }),
  kind("a warm restart that takes half of the keepalive", (world) => {
    world.refuseFor(world.keepalive / 2);
    return world.server.restart({ cold: false });
  }, { away: 1 / 2, ...GLOBAL }),
  kind("a warm restart as another version", (world) => {
    world.version = "5.0.0";
    return world.server.restart({ cold: false });
  }, GLOBAL),
  kind("a warm restart as a version that is too new, taken back after a quarter", (world) => {
    world.version = "8.0.0";
    world.clock.after(world.keepalive / 4, () => world.version = null);
    return world.server.restart({ cold: false });
  }, { away: 1 / 4, ...GLOBAL }),
  kind("a cold restart", (world) => world.server.restart({ cold: true }), {
    ends: "lost",
    ...GLOBAL,
  }),
  kind("a cold restart that gives the id to a stranger", (world) => {
    return world.server.restart({ cold: true, stranger: "you" });
  }, { ends: "lost", ...GLOBAL }),
  kind("a cold restart that gives the id to another job of the same owner", (world) => {
    return world.server.restart({ cold: true, stranger: "me" });
  }, { ends: "lost", ...GLOBAL }),
  kind("a cold restart that takes half of the keepalive, and a stranger", (world) => {
    world.refuseFor(world.keepalive / 2);
    return world.server.restart({ cold: true, stranger: "you" });
  }, { ends: "lost", away: 1 / 2, ...GLOBAL }),
  kind("a job that an administrator destroys", (world) => {
    return world.server.destroyJobs("maintenance");
  }, { ends: "destroyed", ...GLOBAL }),
  kind("a job that is destroyed while notifications are lost", (world) => {
    for (const link of world.links) {
      link.filter.down = ({ is, text }) => is === "answer" && link.pass("down", text);
    }
    return world.server.destroyJobs("maintenance");
  }, { ends: "destroyed", ...GLOBAL }),
  kind("a job that is destroyed while nobody can reach the server", (world) => {
    world.refuseFor(world.keepalive / 4);
    world.cutAll();
    return world.server.destroyJobs("maintenance");
  }, { ends: "destroyed", away: 1 / 4, ...GLOBAL }),
  kind("a client that is suspended for a quarter of the keepalive", (world) => {
    world.suspend(world.keepalive / 4);
  }, { away: 1 / 4, ...GLOBAL }),
  kind("a client that is suspended for two keepalives", (world) => {
    world.suspend(2 * world.keepalive);
  }, { ends: "destroyed", away: 2, ...GLOBAL }),
  kind("a client that is suspended over a cold restart", (world) => {
    world.suspend(world.keepalive / 2);
    return world.server.restart({ cold: true, stranger: "you" });
  }, { ends: "lost", away: 1 / 2, ...GLOBAL }),
  kind("a clock that jumps by a quarter of the keepalive", (world) => {
    world.jump(world.keepalive / 4);
  }, GLOBAL),
  kind("a clock that jumps by an hour", (world) => world.jump(3600), GLOBAL),
];
