import { assertEquals } from "@std/assert";
import { whyNotConnected } from "../../lib/protocol/why_not_connected.ts";

Deno.test("whyNotConnected() says what to do about it", { permissions: "none" }, () => {
  const say = (message: string): string => whyNotConnected("host:1", new Error(message));
  assertEquals(
    say("Connection refused (os error 111)"),
    "Cannot connect to host:1 (Connection refused): check the hostname and the " +
      "port, and whether the server runs",
  );
  for (const why of ["Too many open files (os error 24)", "getaddrinfo EMFILE", "(os error 23)"]) {
    assertEquals(
      say(why),
      `Cannot connect to host:1 (${why}): raise the limit of open files (ulimit -n)`,
    );
  }
  const refused = new Deno.errors.NotCapable(
    'Requires net access to "host:1", run again with the --allow-net flag',
  );
  assertEquals(
    whyNotConnected("host:1", refused),
    "Cannot connect to host:1: Deno needs --allow-net=host:1",
  );
});
