import type { AllocatedJob } from "../allocated_job.ts";
import type { Address } from "../protocol/transport.ts";
import type { BoardChannel } from "../v2/proxy/board_channel.ts";
import type { DatagramOptions, DatagramSocket, OpenDatagrams } from "./datagrams.ts";

/**
 * Returns what opens a socket to the boards of a job through its server: what is sent to the address
 * of a board goes over a channel, and what comes seems to come from there.
 */
export function throughServer(job: AllocatedJob): OpenDatagrams {
  return ({ onDatagram }: DatagramOptions): Promise<DatagramSocket> => {
    const channels = new Map<string, Promise<BoardChannel>>();
    const closed = new AbortController();
    const { signal } = closed;
    const open = async ({ hostname, port }: Address): Promise<BoardChannel> => {
      const chip = job.connections.find((chip) => chip.hostname === hostname);
      if (!chip) throw new RangeError(`Job ${job.id} has no board ${hostname}`);
      const channel = await job.openChannel([chip.x, chip.y], port, { signal });
      listen(channel, (datagram) => onDatagram(datagram, { hostname, port }));
      return channel;
    };
    return Promise.resolve({
      address: { hostname: "", port: 0 },
      async send(datagram, to) {
        const name = `${to.hostname}:${to.port}`;
        const opening = channels.get(name) ?? open(to);
        channels.set(name, opening);
        try {
          (await opening).send(datagram);
        } catch (error) {
          if (channels.get(name) === opening) channels.delete(name); // The next one may succeed.
          throw error;
        }
      },
      resolve: (hostname) => Promise.resolve(hostname),
      async close() {
        closed.abort(new Error("the socket was closed"));
        const opened = await Promise.allSettled(channels.values());
        await Promise.all(
          opened.map((each) => each.status === "fulfilled" ? each.value.close() : null),
        );
      },
    });
  };
}

/** Passes on what comes over a channel; what ends the channel shows in what is sent. */
async function listen(channel: BoardChannel, on: (datagram: Uint8Array) => void): Promise<void> {
  try {
    for await (const datagram of channel) on(datagram);
  } catch {
    // It is lost with its job.
  }
}
