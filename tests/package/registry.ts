import { join } from "@std/path";

/** A server on loopback that answers as JSR does: with the files of a folder, and nothing else. */
export class Registry implements AsyncDisposable {
  /** Paths that were requested, in order. */
  readonly requests: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Serves a folder that is laid out as JSR is. */
  constructor(folder: string) {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
      this.requests.push(path);
      const type = TYPES[path.slice(path.lastIndexOf("."))] ?? "text/plain";
      try {
        const bytes = await Deno.readFile(join(folder, path));
        return new Response(bytes, { headers: { "content-type": type } });
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        return new Response("There is no such file", { status: 404 });
      }
    });
  }

  /** Address for `JSR_URL`. */
  get url(): string {
    const { hostname, port } = this.#server.addr;
    return `http://${hostname}:${port}/`;
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".js": "text/javascript",
  ".ts": "text/typescript",
};
