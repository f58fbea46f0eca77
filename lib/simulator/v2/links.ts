/** The path in front of everything. */
export const CONTEXT = "/spalloc/";

/** The addresses of things, as answers to one request have them. */
export class Links {
  /** What the paths below are relative to; it ends in a slash. */
  readonly base: string;
  readonly #host: string;
  readonly #isWrong: boolean;

  /**
   * Takes the host that the request names, and its scheme. With `isWrong` some
   * links lead nowhere, as those of real servers do.
   */
  constructor(scheme: "http" | "https", host: string, isWrong: boolean) {
    this.base = `${scheme}://${host}${CONTEXT}`;
    this.#host = host;
    this.#isWrong = isWrong;
  }

  /** All jobs. */
  get jobs(): string {
    return `${this.base}srv/spalloc/jobs`;
  }

  /** All machines. */
  get machines(): string {
    return `${this.base}srv/spalloc/machines`;
  }

  /** A job. */
  job(id: number): string {
    return `${this.jobs}/${id}`;
  }

  /** A machine. */
  machine(name: string): string {
    return `${this.machines}/${encodeURIComponent(name)}`;
  }

  /** A job, as answers about places have it. */
  jobOfPlace(id: number): string {
    return this.#isWrong ? `${this.base}srv/jobs/${id}` : this.job(id);
  }

  /** A machine, as answers about places and a job's boards have it. */
  machineOfPlace(name: string): string {
    return this.#isWrong
      ? `${this.base}srv/machines/${encodeURIComponent(name)}`
      : this.machine(name);
  }

  /** The proxy of a job: always with TLS. */
  proxy(id: number): string {
    return `wss://${this.#host}${CONTEXT}proxy/${id}`;
  }

  /** A page. */
  page(path: string): string {
    return `${this.base}system/${path}`;
  }
}
