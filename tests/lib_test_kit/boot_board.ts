import { openDatagrams } from "../../lib/boards/datagrams.ts";
import { BOOT_PORT } from "../../lib/boards/scp.ts";

const COMMAND = { start: 1, block: 3, end: 5 } as const;
const BLOCKS = 3;
const BLOCK_BYTES = 1024;

/** Sends boot packets to a board, but for some blocks that are lost on the way. */
export async function bootBoard(hostname: string, { lost = [] as number[] } = {}): Promise<void> {
  const socket = await openDatagrams({
    onDatagram: () => {
      throw new Error("a board that is booted has nothing to say");
    },
  });
  try {
    const to = { hostname, port: BOOT_PORT };
    await socket.send(packet(COMMAND.start, 0, BLOCKS - 1), to);
    for (let block = 0; block < BLOCKS; block++) {
      const [words, bytes] = [BLOCK_BYTES / 4 - 1, BLOCK_BYTES];
      if (lost.includes(block)) continue;
      await socket.send(packet(COMMAND.block, words << 8 | block, 0, bytes), to);
    }
    await socket.send(packet(COMMAND.end, 1, 0), to);
  } finally {
    await socket.close();
  }
}

function packet(command: number, first: number, third: number, size = 0): Uint8Array {
  const bytes = new Uint8Array(18 + size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  for (const [at, value] of [[2, command], [6, first], [14, third]] as const) {
    view.setUint32(at, value);
  }
  return bytes;
}

// As a program, in place of rig-boot: `boot_board.ts HOST WIDTH HEIGHT`.
if (import.meta.main) await bootBoard(Deno.args[0] ?? "");
