/** Token that the service wants to see. */
const API_TOKEN = "hub-secret";

/** JupyterHub whose token service gives tokens on a loopback port. */
export class JupyterHub implements AsyncDisposable {
  /** Token that is given; with `null`, the service is silent. */
  token: string | null;
  /** Number of requests of programs within this hub. */
  asked = 0;
  readonly #over = Promise.withResolvers<void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => this.#answer(request),
  );

  constructor(token: string | null) {
    this.token = token;
  }

  /** Variables of programs within this hub. */
  get env(): Record<string, string> {
    return {
      JUPYTERHUB_API_TOKEN: API_TOKEN,
      JUPYTERHUB_SERVICE_HOST: "127.0.0.1",
      JUPYTERHUB_SERVICE_PORT: String(this.#server.addr.port),
    };
  }

  async #answer({ headers }: Request): Promise<Response> {
    if (headers.get("Authorization") !== `Token ${API_TOKEN}`) {
      return new Response(null, { status: 403 });
    }
    this.asked++;
    if (this.token === null) await this.#over.promise;
    return Response.json({ access_token: this.token });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.resolve();
    await this.#server.shutdown();
  }
}
