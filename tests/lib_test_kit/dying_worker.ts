/**
 * The worker of a lifeline, but it dies when a test wants it to.
 *
 * @module
 */
import "../../lib/lifeline/worker.ts";

const channel = new BroadcastChannel("tests/lifeline: die");
channel.onmessage = () => {
  throw new Error("the worker dies, as its test wants");
};
