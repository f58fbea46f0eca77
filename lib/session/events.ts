import type { SpallocError } from "../errors.ts";
import type { ProtocolClient } from "../protocol/client.ts";
import type { Notification } from "../protocol/messages.ts";

/** What a session tells. What its listeners throw is ignored. */
export interface SessionEvents {
  /** Subscribed jobs or machines changed. */
  onNotification?: (notification: Notification) => void;
  /** A connection was made anew: subscribe and read again. A failure here makes it redial. */
  onReconnect?: (client: ProtocolClient) => Promise<void>;
  /**
   * The connection was lost, or could not be made again; it will be tried again. One that ends
   * with nothing under way, and is made again at once, is not told of.
   */
  onTrouble?: (error: SpallocError) => void;
  /** The connection is back. */
  onRecovered?: () => void;
}
