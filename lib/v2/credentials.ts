/** Ways to log in to the HTTP API of a server: plain data, which can go to a worker. */
export interface Credentials {
  /**
   * Name of the user.
   *
   * @default {undefined}
   */
  readonly user?: string;
  /**
   * Password of the user.
   *
   * @default {undefined}
   */
  readonly password?: string;
  /**
   * Bearer token.
   *
   * @default {undefined}
   */
  readonly token?: string;
  /**
   * Cookie of a session that was begun before.
   *
   * @default {undefined}
   */
  readonly session?: string;
}
