/** Direction of bytes: up to the server, or down to the client. */
export type Way = "up" | "down";

/** Ending of a line, which depends on its sender. */
export type LineEnd = "\n" | "\r\n";

/** A line on its way. */
export interface Line {
  /** The line, without its end. */
  readonly text: string;
  /** Ending of the line. */
  readonly end: LineEnd;
  /** Kind of the line. */
  readonly is: "command" | "answer" | "notification";
  /** The command that it is, or answers; empty for a notification. */
  readonly command: string;
}

/** Gets a line instead of the other end, and does with it what it likes. */
export type Handler = (line: Line, link: Link) => void;

/** Handlers of a link's lines; without one, they pass. */
export interface Filter {
  up?: Handler;
  down?: Handler;
  /** Whether the ends do not hear either that the other one has closed. */
  hidesEnds?: boolean;
}

/** Ends of a link, in the world. */
export interface Ends {
  /** Hands whole lines, or bytes, to the end that they are for. */
  deliver(way: Way, what: string | Uint8Array): void;
  /** Tells an end that no more will come. */
  finish(way: Way): void;
  /** Drops the connection at both ends. */
  drop(): void;
  /** Returns the replacement of a line, before anything else handles it. */
  edit(line: Line): string;
  /** Line ending of the server. */
  readonly lineEnd: LineEnd;
}

const ANSWER = /^\s*\{"(?:return|exception)"/;

/** A connection as the bench sees it: in lines, between client and server. */
export class Link {
  /** Present handlers. */
  filter: Filter = {};
  /**
   * Returns how many bytes of the client's next write are accepted; it may hang or fail instead.
   */
  writing: ((size: number) => number | Promise<number>) | null = null;
  /** The names of the commands that the client has sent. */
  readonly commands: string[] = [];
  /** Whether neither end has left. */
  isOpen = true;
  /** Whether what is passed on takes time to arrive. */
  isSlow = false;
  /** Number of faults that wait for a line to spoil. */
  awaited = 0;
  /** Whether the client was told something that the server has not said. */
  isSpoilt = false;
  readonly #ends: Ends;
  readonly #unanswered: string[] = [];
  readonly #rest = { up: "", down: "" };
  readonly #decoders = { up: new TextDecoder(), down: new TextDecoder() };
  #answered = 0;
  #partial = "";
  #held: { way: Way; what: string | Uint8Array | null }[] | null = null;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  /** Whether it carries calls and notifications, and not just beats. */
  get isSession(): boolean {
    return this.commands.some((name) => name === "notify_job" || name === "create_job");
  }

  /** Whether the client waits for nothing, and nothing is on its way. */
  get isIdle(): boolean {
    const { up, down } = this.filter;
    return !up && !down && !this.isSlow && !this.#held && this.#answered === this.commands.length;
  }

  /** Number of commands without an answer. */
  get unanswered(): number {
    return this.#unanswered.length;
  }

  /** Accepts bytes from their sender. */
  take(way: Way, bytes: Uint8Array): void {
    const lines = (this.#rest[way] + this.#decoders[way].decode(bytes, { stream: true }))
      .split("\n");
    this.#rest[way] = lines.pop() ?? "";
    const more = this.#endOf(way) === "\r\n" ? 1 : 0;
    for (const text of lines) this.takeLine(way, text.slice(0, text.length - more));
  }

  /** Accepts a line from its sender. */
  takeLine(way: Way, text: string): void {
    const line = this.#read(way, text);
    this.#meet(way, { ...line, text: this.#ends.edit(line) });
  }

  /** An end has closed its side. */
  close(way: Way): void {
    if (!this.filter.hidesEnds) this.finish(way);
  }

  /** Lets a line meet what stands in its way now. */
  again(line: Line): void {
    this.#meet(line.is === "command" ? "up" : "down", line);
  }

  /** Passes lines on. */
  pass(way: Way, ...lines: string[]): void {
    this.send(way, lines.map((line) => line + this.#endOf(way)).join(""));
  }

  /** Passes a message on. */
  message(way: Way, message: unknown): void {
    this.pass(way, JSON.stringify(message));
  }

  /** Passes whole lines, or bytes, on. */
  send(way: Way, what: string | Uint8Array): void {
    if (!this.isOpen) return;
    if (this.#held) return void this.#held.push({ way, what });
    if (way === "down") this.#countAnswers(what);
    this.#ends.deliver(way, what);
  }

  /** Tells an end that the other one will send no more. */
  finish(way: Way): void {
    if (!this.isOpen) return;
    if (this.#held) this.#held.push({ way, what: null });
    else this.#ends.finish(way);
  }

  /** Keeps back all that is passed on from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Lets go all that was kept back, at once. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const { way, what } of held) {
      if (what !== null) this.send(way, what);
      else this.finish(way);
    }
  }

  /** Cuts the connection for both ends. */
  cut(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#ends.drop();
  }

  #countAnswers(what: string | Uint8Array): void {
    const text = typeof what === "string" ? what : new TextDecoder().decode(what);
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (ANSWER.test(line)) this.#answered++;
  }

  #meet(way: Way, line: Line): void {
    const handler = this.filter[way];
    if (handler) handler(line, this);
    else this.pass(way, line.text);
  }

  #endOf(way: Way): LineEnd {
    return way === "up" ? "\n" : this.#ends.lineEnd;
  }

  #read(way: Way, text: string): Line {
    const end = this.#endOf(way);
    if (way === "up") {
      const command = /"command":"(\w+)"/.exec(text)?.[1] ?? "";
      this.commands.push(command);
      this.#unanswered.push(command);
      return { text, end, is: "command", command };
    }
    if (ANSWER.test(text)) {
      return { text, end, is: "answer", command: this.#unanswered.shift() ?? "" };
    }
    return { text, end, is: "notification", command: "" };
  }
}
