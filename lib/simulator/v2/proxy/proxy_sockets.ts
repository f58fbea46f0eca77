import type { SimulatedBoards } from "../../boards/simulated_boards.ts";
import type { JavaJob } from "../../java/job.ts";
import { seesAllJobs, type User } from "../accounts.ts";
import { HttpError, text } from "../answers.ts";
import { type ApiService, isOwn } from "../service.ts";
import { Channels } from "./channels.ts";
import { Outgoing } from "./outgoing.ts";

const NOT_BINARY = 1003;
const TOO_LARGE = 1009;
const SERVER_ERROR = 1011;

/** Maximum bytes of a client's frame. */
const MAX_FRAME = 8192;

/** Parts of the server that the proxy needs. */
export interface ProxyParts {
  /** Whether the server hears and says nothing. */
  readonly isSilent: () => boolean;
  /** Boards, as they are reached. */
  readonly boards: SimulatedBoards;
}

/** Websockets to the boards of jobs. */
export class ProxySockets {
  readonly #service: ApiService;
  readonly #parts: ProxyParts;
  readonly #sockets = new Set<WebSocket>();
  #lastChannel = 0;

  /** Creates no websocket yet. */
  constructor(service: ApiService, parts: ProxyParts) {
    this.#service = service;
    this.#parts = parts;
  }

  /** Answers the handshake of a websocket; there is none for unknown jobs and those of others. */
  open(request: Request, id: number, user: User): Response {
    const job = this.#service.java.jobs.get(id);
    const isSocket = request.headers.get("Upgrade")?.toLowerCase() === "websocket";
    if (!isSocket) throw new HttpError(400, 'Can "Upgrade" only to "WebSocket".');
    if (!job || !isOwn(job, user) && !seesAllJobs(user)) return text("");
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    this.#serve(socket, job);
    return response;
  }

  /** Drops all websockets. */
  drop(): void {
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  #serve(socket: WebSocket, job: JavaJob): void {
    const { settings, java: { parts: { options: { clock } } } } = this.#service;
    socket.binaryType = "arraybuffer";
    this.#sockets.add(socket);
    const outgoing = new Outgoing(socket, clock);
    const { grant } = job;
    // One to a job that is over is opened, too, and is deaf.
    const channels = grant
      ? new Channels(job, grant, {
        send: (frame) => outgoing.send(frame),
        close: (code) => socket.close(code),
        newId: () => ++this.#lastChannel,
        later: (action) => {
          if (settings.boardDelay > 0) clock.after(settings.boardDelay, action);
          else queueMicrotask(action);
        },
        localHost: settings.proxyLocalHost,
        answerOf: (board, datagram) => this.#parts.boards.answer(job, board, datagram),
      })
      : null;
    socket.onopen = () => {
      if (channels === null) socket.close(SERVER_ERROR);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#parts.isSilent()) return;
      if (!(data instanceof ArrayBuffer)) socket.close(NOT_BINARY);
      else if (data.byteLength > MAX_FRAME) socket.close(TOO_LARGE);
      else channels?.receive(new Uint8Array(data));
    };
    // A client that broke off has nobody left to tell.
    socket.onerror = () => {};
    socket.onclose = () => {
      outgoing.end();
      this.#sockets.delete(socket);
    };
  }
}
