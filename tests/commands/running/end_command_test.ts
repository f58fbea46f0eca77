import { assertEquals, assertMatch } from "@std/assert";
import { endCommand } from "../../../commands/running/end_command.ts";
import { ProcessInterrupts } from "../../../commands/interrupts.ts";
import { Output } from "../../../commands/output.ts";
import type { Clock } from "../../../lib/clock.ts";
import { Recorded } from "../fake_context.ts";

/** A clock on which time passes as soon as nothing else goes on. */
class QuickClock implements Clock {
  #now = 0;
  #passes = false;
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(seconds: number, action: () => void): () => void {
    this.#timers.set(action, this.#now + seconds);
    this.#pass();
    return () => this.#timers.delete(action);
  }

  #pass(): void {
    if (this.#passes) return;
    this.#passes = true;
    setTimeout(() => {
      this.#passes = false;
      const [first] = [...this.#timers].sort(([, a], [, b]) => a - b);
      if (!first) return;
      const [action, at] = first;
      this.#timers.delete(action);
      this.#now = Math.max(this.#now, at);
      action();
      if (this.#timers.size > 0) this.#pass();
    });
  }
}

/** Processes that are there until a signal ends them, and what they were sent when. */
class FakeTree {
  readonly sent: [signal: string, at: number][] = [];
  readonly #clock: Clock;
  readonly #endsOf: string | null;
  readonly #refuses: boolean;
  isThere = true;

  constructor(clock: Clock, { endsOf = null, refuses = false }: {
    endsOf?: string | null;
    refuses?: boolean;
  }) {
    this.#clock = clock;
    this.#endsOf = endsOf;
    this.#refuses = refuses;
  }

  look = (): Promise<void> => Promise.resolve();
  isAlive = (): boolean => this.isThere;
  beyondReach = (): number[] => this.isThere && this.#refuses && this.sent.length > 0 ? [4711] : [];

  signal(name: Deno.Signal): Promise<void> {
    if (name !== "SIGCONT") this.sent.push([name, Math.round(this.#clock.now())]);
    if (!this.#refuses && (name === "SIGKILL" || name === this.#endsOf)) this.isThere = false;
    return Promise.resolve();
  }
}

function setUp(tree: { endsOf?: string; refuses?: boolean }, gone = new AbortController().signal) {
  const clock = new QuickClock();
  const fake = new FakeTree(clock, tree);
  const shown = new Recorded();
  const stderr = new Output(shown, { noColor: true, term: "xterm" });
  const interrupts = new ProcessInterrupts(clock);
  const ending = { signal: null, grace: 5 };
  const options = { ending, came: null, hasEnded: () => !fake.isThere, gone };
  return { clock, tree: fake, shown, options, context: { clock, stderr, interrupts } };
}

Deno.test({
  name: "a command gets the signal that came, some time, then SIGKILL",
  permissions: "none",
  async fn() {
    const { tree, options, context } = setUp({});
    await endCommand(tree, { ...options, came: "SIGHUP" }, context);
    assertEquals(tree.sent, [["SIGHUP", 0], ["SIGKILL", 5]]);
  },
});

Deno.test({
  name: "a command gets SIGTERM for signals that say nothing to it",
  permissions: "none",
  async fn() {
    const { tree, options, context } = setUp({ endsOf: "SIGTERM" });
    await endCommand(tree, { ...options, came: "SIGALRM" }, context);
    assertEquals(tree.sent, [["SIGTERM", 0]]);
  },
});

Deno.test({
  name: "the user chooses the signal that a command gets first, and the time that it has",
  permissions: "none",
  async fn() {
    const { tree, options, context } = setUp({});
    const ending = { signal: "SIGUSR1" as const, grace: 9 };
    await endCommand(tree, { ...options, came: "SIGTERM", ending }, context);
    assertEquals(tree.sent, [["SIGUSR1", 0], ["SIGKILL", 9]]);
  },
});

Deno.test({
  name: "what a terminal's key has reached has some time before it is asked to end",
  permissions: "none",
  async fn() {
    const { tree, options, context } = setUp({ endsOf: "SIGTERM" });
    await endCommand(tree, { ...options, came: "SIGINT", isKeyed: true }, context);
    assertEquals(tree.sent, [["SIGTERM", 2]]);
  },
});

Deno.test({
  name: "a process that may not be signalled is named, and waited for until it ends by itself",
  permissions: "none",
  async fn() {
    const { tree, shown, clock, options, context } = setUp({ refuses: true });
    clock.after(20, () => tree.isThere = false);
    await endCommand(tree, options, context);
    assertEquals(Math.round(clock.now()), 20);
    await context.stderr.flush();
    assertMatch(
      shown.text,
      /^spalloc: Cannot end process 4711: it belongs to another user\. The boards stay allocated/,
    );
  },
});

Deno.test({
  name: "a later Ctrl-C does not wait any longer for a process that may not be signalled",
  permissions: "none",
  async fn() {
    const { tree, clock, options, context } = setUp({ refuses: true });
    context.interrupts.take("SIGTERM");
    clock.after(30, () => context.interrupts.take("SIGINT"));
    await endCommand(tree, options, context);
    assertEquals([Math.round(clock.now()), tree.isThere], [30, true]);
  },
});

Deno.test({
  name: "boards that are gone are not kept for a process that may not be signalled",
  permissions: "none",
  async fn() {
    const { tree, shown, options, context } = setUp({ refuses: true }, AbortSignal.abort());
    await endCommand(tree, options, context);
    await context.stderr.flush();
    assertEquals([tree.isThere, shown.text], [true, ""]);
  },
});
