/** What this process takes. */
export interface Footprint {
  /** Memory that is resident, in bytes. */
  readonly memory: number;
  /** The part of it that V8 has in use in this thread, in bytes. */
  readonly heap: number;
  /** Open files and sockets; `null` where the system does not tell. */
  readonly files: number | null;
}

const SAMPLES = 10;
const BETWEEN_MS = 100;

/** Measures this process: the least of several looks, each after a collection where V8 lets us. */
export async function footprint(): Promise<Footprint> {
  let least: Footprint | null = null;
  for (let sample = 0; sample < SAMPLES; sample++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    const { rss: memory, heapUsed: heap } = Deno.memoryUsage();
    const files = openFiles();
    least = least === null ? { memory, heap, files } : {
      memory: Math.min(memory, least.memory),
      heap: Math.min(heap, least.heap),
      files: files === null || least.files === null ? null : Math.min(files, least.files),
    };
  }
  return least!;
}

/** Whether memory can be measured without what is only waiting to be collected. */
export const canCollect: boolean = "gc" in globalThis;

function collectGarbage(): void {
  (globalThis as unknown as { gc?: () => void }).gc?.();
}

function openFiles(): number | null {
  for (const folder of ["/proc/self/fd", "/dev/fd"]) {
    try {
      return [...Deno.readDirSync(folder)].length;
    } catch {
      // Another system.
    }
  }
  return null;
}
