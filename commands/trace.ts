import { dialTcp } from "../lib/protocol/dial_tcp.ts";
import type { Dial, Transport } from "../lib/protocol/transport.ts";
import { LineSplitter } from "../lib/protocol/lines.ts";
import { escapeText } from "../lib/escape.ts";
import type { Output } from "./output.ts";

/** Maximum characters of a line that is shown whole. */
const MAX_SHOWN = 300;

/** Creates a function that shows each request to an HTTP API, and its answer: `--debug`. */
export function traceTo(output: Output): (text: string) => void {
  return (text) => output.line(`debug ${escapeText(cut(text))}`, "dim");
}

/** Creates a TCP dialer that shows every line on the wire: `--debug`. */
export function tracing(output: Output): Dial {
  let count = 0;
  return async (address, signal) => {
    const name = `#${++count}`;
    const show = (text: string): void => {
      output.line(`debug ${name} ${escapeText(cut(text))}`, "dim");
    };
    show(`connecting to ${address.hostname}:${address.port}`);
    const transport = await dialTcp(address, signal);
    const sent = new LineSplitter();
    const received = new LineSplitter();
    const traced: Transport = {
      async read(buffer) {
        const size = await transport.read(buffer);
        if (size === null) show("closed by the server");
        else for (const line of received.push(buffer.subarray(0, size))) show(`< ${line}`);
        return size;
      },
      async write(bytes) {
        const size = await transport.write(bytes);
        for (const line of sent.push(bytes.subarray(0, size))) show(`> ${line}`);
        return size;
      },
      closeWrite: () => transport.closeWrite(),
      close: () => transport.close(),
    };
    return traced;
  };
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
