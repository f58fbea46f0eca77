// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { type ApiOptions, Simulator } from "../../lib/simulator/mod.ts";
import { python } from "../../scripts/reference/recipe.ts";
import { spinnmanTest } from "./availability.ts";
import { runReference } from "./run_reference.ts";

const SCRIPT = fromFileUrl(new URL("_spinnman.py", import.meta.url));
const ADA = { name: "ada", password: "secret" };

/** A server that speaks HTTPS, and whose boards are on at once. */
async function start(api: ApiOptions = {}): Promise<Simulator> {
  return await Simulator.start({
    machines: ["demo:4x2"],
    powerDelay: 0,
    api: { tls: true, accounts: [ADA], ...api },
  });
}

type Step = { readonly step: string } & Readonly<Record<string, unknown>>;

/** Runs a scenario of SpiNNMan on a server, and gives what it says of its steps. */
async function runSpinnman(
  { api }: Simulator,
  words: readonly string[],
  { user = ADA, token }: {
    user?: { name: string; password: string };
    token?: string;
  } = {},
): Promise<Step[]> {
  assert(api?.certificate);
  const certificate = await Deno.makeTempFile({ suffix: ".pem" });
  try {
    await Deno.writeTextFile(certificate, api.certificate);
    const env = {
      REQUESTS_CA_BUNDLE: certificate,
      SSL_CERT_FILE: certificate,
      ...token === undefined
        ? { SPALLOC_USER: user.name, SPALLOC_PASSWORD: user.password }
        : { OIDC_BEARER_TOKEN: token },
    };
    const args = [SCRIPT, api.url, ...words];
    const { code, stdout, stderr } = await runReference("spinnman", args, { env });
    assertEquals(code, 0, stderr);
    return stdout.trim().split("\n").map((line) => JSON.parse(line));
  } finally {
    await Deno.remove(certificate);
  }
}

/** Steps of SpiNNMan when it gets three boards of an empty machine. */
const WHOLE_STORY: Step[] = [
  { step: "login", version: "7.4.2" },
  { step: "machines", names: ["demo"] },
  {
    step: "boards",
    boards: [[0, 0, "10.11.0.1"], [4, 8, "10.11.0.17"], [8, 4, "10.11.0.9"]],
    root: "10.11.0.1",
    place: [0, 0, 0],
    outside: null,
  },
  { step: "version", name: "SC&MP", chip: [0, 0] },
  { step: "version", name: "SC&MP", chip: [4, 8] },
  { step: "version", name: "SC&MP", chip: [8, 4] },
  { step: "boot", silent: true },
  { step: "memory", read: "spin\0\0" },
  { step: "jobs", jobs: 1 },
  { step: "end", state: "DESTROYED", jobs: 0 },
];

spinnmanTest("SpiNNMan gets boards, talks to them and lets go", async () => {
  const requests: string[] = [];
  await using server = await start({
    onRequest: ({ method, path }) => void requests.push(`${method} ${path}`),
  });
  assertEquals(await runSpinnman(server, ["allocate"]), WHOLE_STORY);
  assertEquals([...server.destroyedJobs], [[4001, "had enough"]]);
  assert(requests.includes("PUT srv/spalloc/jobs/4001/keepalive"), requests.join("\n"));
  // What is passed on as a Python truth value is one here as well.
  assert(requests.includes("GET srv/spalloc/jobs/4001/?wait=False"), requests.join("\n"));
});

spinnmanTest("SpiNNMan finds its way to spalloc simulate by its environment", async () => {
  const line = '"$0" "$1" "$SPALLOC_HOSTNAME" allocate';
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", fromFileUrl(new URL("../../main.ts", import.meta.url))],
      ...["simulate", "--api", "v2", "--power-delay", "0", "--"],
      ...["sh", "-c", line, fromFileUrl(python("spinnman")), SCRIPT],
    ],
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr));
  const steps = decoder.decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(steps, WHOLE_STORY);
});

spinnmanTest("SpiNNMan logs in with a token", async () => {
  await using server = await start({ accounts: [{ name: "ada", token: "bearer-of-ada" }] });
  assertEquals(await runSpinnman(server, ["allocate"], { token: "bearer-of-ada" }), WHOLE_STORY);
});

spinnmanTest("SpiNNMan is told that its password is wrong", async () => {
  await using server = await start();
  const user = { name: "ada", password: "guess" };
  assertEquals(await runSpinnman(server, ["allocate"], { user }), [
    { step: "error", kind: "SpallocException", text: "Unable to login: computer says no" },
  ]);
});

spinnmanTest("SpiNNMan asks for certain boards", async () => {
  await using server = await start();
  for (
    const [settings, addresses] of [
      [["spalloc_triad=1,0,2"], ["10.11.0.65"]],
      [["spalloc_physical=0,0,3", "spalloc_machine=demo"], ["10.11.0.25"]],
      [["spalloc_ip_address=10.11.0.9"], ["10.11.0.9"]],
      [["spalloc_width=1", "spalloc_height=1", "spalloc_triad=1,1,0"], [
        "10.11.0.73",
        "10.11.0.81",
        "10.11.0.89",
      ]],
      [["spalloc_width=1", "spalloc_height=1", "spalloc_max_dead_boards=2"], ["10.11.0.1"]],
    ] as const
  ) {
    assertEquals(await runSpinnman(server, ["board", ...settings]), [
      { step: "login", version: "7.4.2" },
      { step: "boards", boards: [...addresses] },
    ], settings.join());
  }
  const [, refused] = await runSpinnman(server, ["board", "spalloc_triad=9,9,0"]);
  assertEquals(refused?.kind, "SpallocBoardUnavailableException");
});

spinnmanTest("SpiNNMan listens to all boards on one channel", async () => {
  await using server = await start({ proxyLocalHost: "10.9.8.7" });
  assertEquals(await runSpinnman(server, ["listen"]), [
    { step: "login", version: "7.4.2" },
    // It forgets the address that it was told as soon as it has it.
    { step: "heard", size: 48, address: "0.0.0.0", silent: true },
  ]);
});

spinnmanTest("SpiNNMan joins a session that is in its database", async () => {
  await using server = await start();
  assertEquals(await runSpinnman(server, ["share"]), [
    { step: "login", version: "7.4.2" },
    { step: "other", state: "READY", boards: 3 },
  ]);
});

spinnmanTest("SpiNNMan does not renew its session", async () => {
  let asked = 0;
  await using server = await start({
    onRequest: ({ path }) => {
      if (path.endsWith("?wait=False") && ++asked === 2) server.api?.endSessions();
    },
  });
  const steps = await runSpinnman(server, ["forgotten"]);
  assertEquals(steps.slice(1), [{ step: "ready" }, {
    step: "error",
    kind: "ValueError",
    text: "Unexpected response from server 401\n    b'log in to use this service'",
  }]);
});

spinnmanTest("SpiNNMan hears at once that its job is destroyed", async () => {
  await using server = await start({
    onRequest: ({ path }) => {
      if (path.includes("?wait=true")) {
        // Only what changes after the request has come is told.
        setTimeout(() => server.destroyJob(4001, "by somebody"), 50);
      }
    },
  });
  const steps = await runSpinnman(server, ["follow"]);
  assertEquals(steps.at(-1), { step: "state", state: "DESTROYED" });
  assertEquals(server.destroyedJobs.get(4001), "by somebody");
});
