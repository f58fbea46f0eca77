/**
 * Lets a job outlive the program that created it. Called without arguments it
 * gets three boards and leaves them allocated, for ten minutes without a sign
 * of life; called with the id of a job it takes that on, and frees it.
 *
 * The server and the owner come from your settings:
 *
 *     deno run --allow-net=spalloc.example.org \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/resume_a_job.ts [JOB]
 */
import {
  allocate,
  Job,
  loadConfig,
  serverFromSettings,
  SpallocError,
  systemEnvironment,
} from "@spalloc/client";

const [id] = Deno.args;
try {
  const { settings } = await loadConfig({ env: systemEnvironment });
  if (id === undefined) {
    const job = await allocate(3, { settings, keepalive: 600 });
    await job.close(); // and not destroy(): nothing keeps the job alive now
    console.log(`Job ${job.id} waits to be resumed, at ${job.hostname}`);
  } else {
    await using job = await Job.resume(Number(id), serverFromSettings(settings));
    const { width, height, connections } = await job.waitUntilReady();
    console.log(`Job ${job.id} has ${width} x ${height} chips:`);
    for (const { x, y, hostname } of connections) console.log(`(${x}, ${y}) at ${hostname}`);
  }
} catch (error) {
  if (!(error instanceof SpallocError)) throw error;
  console.error(error.message); // no server in the settings, say
  Deno.exitCode = 1;
}
