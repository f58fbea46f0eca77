/** Resources of this process. */
export interface Footprint {
  /** Resident memory, in bytes. */
  readonly memory: number;
  /** Part of it that V8 uses in this thread, in bytes. */
  readonly heap: number;
  /** Open files and sockets; `null` if unknown. */
  readonly files: number | null;
}

const SAMPLES = 10;
const BETWEEN_MS = 100;

/**
 * Measures this process: the minimum of several measurements, each after a collection if V8 allows
 * that.
 */
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

/** Whether garbage can be collected before memory is measured. */
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
