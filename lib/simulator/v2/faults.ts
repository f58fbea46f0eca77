import type { RequestFault } from "./options.ts";
import { text } from "./answers.ts";

/** Answer that never comes. */
export const NEVER: Promise<never> = new Promise<never>(() => {});

/** Returns what a client gets with a fault instead of an answer. */
export async function faulty(fault: RequestFault, answer: Response | null): Promise<Response> {
  switch (fault.kind) {
    case "status": {
      const { status = 500, text: line = "" } = fault;
      return text(line, { status });
    }
    case "silence":
      return await NEVER;
    case "cut":
      return cut(await answer?.bytes() ?? new Uint8Array(), answer);
  }
}

/** Returns an answer whose body breaks off. */
function cut(body: Uint8Array<ArrayBuffer>, answer: Response | null): Response {
  const half = body.subarray(0, Math.ceil(body.length / 2));
  let isFirst = true;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (isFirst && half.length > 0) controller.enqueue(half);
      else controller.error(new Error("The connection was cut"));
      isFirst = false;
    },
  });
  const { status = 200, headers = new Headers() } = answer ?? {};
  return new Response(stream, { status, headers });
}
