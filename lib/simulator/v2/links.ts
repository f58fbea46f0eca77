/** Path of the base URL. */
export const CONTEXT = "/spalloc/";

/** Links of the answer to one request. */
export class Links {
  /** Base URL, with a slash at its end. */
  readonly base: string;
  readonly #host: string;
  readonly #isWrong: boolean;

  /**
   * Creates the links for a request's scheme and host. With `isWrong` some links lead nowhere, as
   * those of real servers do.
   */
  constructor(scheme: "http" | "https", host: string, isWrong: boolean) {
    this.base = `${scheme}://${host}${CONTEXT}`;
    this.#host = host;
    this.#isWrong = isWrong;
  }

  /** URL of all jobs. */
  get jobs(): string {
    return `${this.base}srv/spalloc/jobs`;
  }

  /** URL of all machines. */
  get machines(): string {
    return `${this.base}srv/spalloc/machines`;
  }

  /** Returns the URL of a job. */
  job(id: number): string {
    return `${this.jobs}/${id}`;
  }

  /** Returns the URL of a machine. */
  machine(name: string): string {
    return `${this.machines}/${encodeURIComponent(name)}`;
  }

  /** Returns the URL of a job for answers about places. */
  jobOfPlace(id: number): string {
    return this.#isWrong ? `${this.base}srv/jobs/${id}` : this.job(id);
  }

  /** Returns the URL of a machine for answers about places and a job's boards. */
  machineOfPlace(name: string): string {
    return this.#isWrong
      ? `${this.base}srv/machines/${encodeURIComponent(name)}`
      : this.machine(name);
  }

  /** Returns the URL of a job's proxy, always with TLS. */
  proxy(id: number): string {
    return `wss://${this.#host}${CONTEXT}proxy/${id}`;
  }

  /** Returns the URL of a page. */
  page(path: string): string {
    return `${this.base}system/${path}`;
  }
}
