import { assertEquals, assertMatch } from "@std/assert";
import { pingServer } from "../../../commands/config/ping_server.ts";
import { checkAsText } from "../../../commands/config/show_config.ts";
import { Simulator } from "../../../lib/simulator/mod.ts";
import { FakeContext } from "../fake_context.ts";

for (const [manners, called] of [["python", "Python"], ["java", "Java"]] as const) {
  Deno.test(`a check of a server tells its kind: ${manners}`, async () => {
    await using server = await Simulator.start({ manners, version: "5.0.0" });
    const { hostname, port } = server;
    const check = await pingServer({ hostname, port });
    assertEquals([check.kind, check.version], [manners, "5.0.0"]);
    assertMatch(
      checkAsText(check, new FakeContext().stdout),
      new RegExp(`runs a ${called} server of version 5\\.0\\.0 and answers within`),
    );
  });
}
