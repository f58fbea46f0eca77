import type { SpallocError } from "../errors.ts";
import type { Server } from "../server.ts";
import type { Notification } from "../protocol/messages.ts";

/** Callbacks of a session. What they throw is ignored. */
export interface SessionEvents {
  /** Called when subscribed jobs or machines changed. */
  onNotification?: (notification: Notification) => void;
  /** Called after reconnecting: subscribe and read again. An error makes the session redial. */
  onReconnect?: (client: Server) => Promise<void>;
  /**
   * Called when the connection was lost, or a redial failed; it is tried again. Not called for a
   * connection that ends with nothing in flight and is replaced at once.
   */
  onTrouble?: (error: SpallocError) => void;
  /** Called when the connection is back. */
  onRecovered?: () => void;
}
