// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Simulator } from "../../lib/simulator/mod.ts";
import { python } from "../../scripts/reference/recipe.ts";
import { spinnmanTest } from "./availability.ts";

const path = (relative: string): string => fromFileUrl(new URL(relative, import.meta.url));

spinnmanTest("SpiNNMan's own SCP gets answers of three boards through --proxy", async () => {
  await using server = await Simulator.start({
    machines: ["demo:4x2"],
    powerDelay: 0,
    api: { tls: true, accounts: [{ name: "ada", password: "secret" }] },
  });
  assert(server.api?.certificate);
  const certificate = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(certificate, server.api.certificate);
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", path("../../main.ts")],
        ...["-H", server.api.url, "--ca", certificate, "3", "--proxy", "--"],
        ...[fromFileUrl(python("spinnman")), path("_spinnman_direct.py"), "{}", "{ethernet_ips}"],
      ],
      env: { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const said = decoder.decode(stderr);
    assertEquals(code, 0, said);
    const answers = decoder.decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(answers, [
      { name: "SC&MP", chip: [0, 0] },
      { name: "SC&MP", chip: [4, 8] },
      { name: "SC&MP", chip: [8, 4] },
    ]);
    assertMatch(said, /3 datagrams to the boards, 3 from them, 0 dropped\./);
    assertEquals(server.destroyedJobs.size, 1);
  } finally {
    await Deno.remove(certificate);
  }
});
