/**
 * Credentials for the HTTP API of a Java server. A token is preferred to a password, and a kept
 * session to both for as long as it lasts.
 */
export interface Credentials {
  /**
   * Name of the user, for a password.
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
   * Cookie of a session that was kept: the value of `JSESSIONID`.
   *
   * @default {undefined}
   */
  readonly session?: string;
}
