import { assertEquals, assertRejects } from "@std/assert";
import { endForKilled } from "../../../commands/alloc/guard_end.ts";
import type { LeftToDo } from "../../../commands/alloc/guard.ts";
import { ConnectionError } from "../../../lib/errors.ts";
import { FakeContext } from "../fake_context.ts";

/** Starts a server that fails to destroy job 1; returns its URL and the jobs that it destroyed. */
function startServer() {
  const destroyed: number[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ method, url }) => {
      const path = new URL(url).pathname;
      const id = Number(/jobs\/(\d+)/.exec(path)?.[1]);
      if (method === "DELETE" && id === 1) return new Response("failed", { status: 500 });
      if (method === "DELETE") {
        destroyed.push(id);
        return new Response(null, { status: 204 });
      }
      if (path.endsWith("/keepalive")) return new Response("ok");
      if (Number.isInteger(id)) {
        const refs = ["keepalive-ref", "machine-ref", "power-ref", "chip-ref"];
        return Response.json({
          state: "QUEUED",
          "start-time": "2026-08-18T08:06:07Z",
          ...Object.fromEntries(refs.map((name) => [name, url])),
        });
      }
      if (!path.endsWith("/srv/spalloc/")) return new Response("no page", { status: 404 });
      const version = { "major-version": 7, "minor-version": 4, revision: 2 };
      return Response.json({ version });
    },
  );
  return { server, destroyed, hostname: `http://127.0.0.1:${server.addr.port}/` };
}

Deno.test("the jobs of a killed spalloc are freed although one of them cannot be", async () => {
  const { server, destroyed, hostname } = startServer();
  const identity = (jobId: number) => ({ jobId, startTime: null, owner: null });
  const left: LeftToDo = {
    job: identity(1),
    others: [identity(2), identity(3)],
    server: { hostname, timeout: 5, credentials: { user: "ada", password: "secret" } },
    keep: false,
    ending: { signal: null, grace: 1 },
  };
  const context = new FakeContext({ typed: { text: JSON.stringify(left), isTerminal: false } });
  try {
    await assertRejects(() => endForKilled(context), ConnectionError, "failed");
    assertEquals(destroyed, [2, 3]);
  } finally {
    await server.shutdown();
  }
});
