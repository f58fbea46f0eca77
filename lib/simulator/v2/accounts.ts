import type { Clock } from "../../clock.ts";
import type { ApiAccount, ApiRole, ApiSettings } from "./options.ts";

/** A user who is logged in. */
export interface User {
  /** Name, with `openid.` in front for users with a token. */
  readonly name: string;
  /** Role of the user. */
  readonly role: ApiRole;
  /** Groups that jobs can be accounted to. */
  readonly groups: readonly string[];
  /** Group of jobs that name none; `null` if they have to. */
  readonly standardGroup: string | null;
}

/** Rank of each role. */
const RANKS: Readonly<Record<ApiRole, number>> = {
  BASIC: 0,
  READER: 1,
  USER: 2,
  NMPI_EXEC: 3,
  ADMIN: 4,
};

/** Returns whether a user has a role, or a higher one. */
export function hasRole({ role }: User, demanded: ApiRole): boolean {
  return RANKS[role] >= RANKS[demanded];
}

/** Returns whether a user may use jobs of others. */
export function seesAllJobs(user: User): boolean {
  return hasRole(user, "NMPI_EXEC");
}

/** Wrong passwords for an account. */
interface Failures {
  count: number;
  lockedUntil: number;
}

/** Accounts of a server, which wrong passwords lock. */
export class Accounts {
  readonly #accounts: readonly ApiAccount[];
  readonly #clock: Clock;
  readonly #settings: ApiSettings;
  readonly #failures = new Map<string, Failures>();
  readonly #revoked = new Set<string>();
  #checks = 0;

  /** Creates the accounts of the settings, none of them locked. */
  constructor(settings: ApiSettings, clock: Clock) {
    this.#accounts = settings.accounts;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Number of passwords that were checked. */
  get checks(): number {
    return this.#checks;
  }

  /** Returns the user of a name and a password; `null` if there is none, or a locked account. */
  byPassword(name: string, password: string): User | null {
    this.#checks++;
    const account = this.#accounts.find((account) =>
      account.name === name && account.password !== undefined
    );
    if (account === undefined) return null;
    const now = this.#clock.now();
    const failures = this.#failures.get(name) ?? { count: 0, lockedUntil: -Infinity };
    const isLocked = failures.lockedUntil > now;
    if (!isLocked && account.password === password) {
      this.#failures.delete(name);
      return userOf(account, false);
    }
    // Whoever tries while locked out stays so for longer.
    const wasLocked = failures.lockedUntil > -Infinity;
    const count = wasLocked && !isLocked ? 1 : failures.count + 1;
    const locks = count >= this.#settings.loginFailures;
    this.#failures.set(name, {
      count,
      lockedUntil: locks ? now + this.#settings.lockDuration : -Infinity,
    });
    return null;
  }

  /** Returns the user with this token; `null` if there is none. */
  byToken(token: string): User | null {
    if (this.#revoked.has(token)) return null;
    const account = this.#accounts.find((account) => account.token === token);
    return account ? userOf(account, true) : null;
  }

  /** Makes a token invalid. */
  revoke(token: string): void {
    this.#revoked.add(token);
  }
}

function userOf({ name, role = "USER", groups }: ApiAccount, hasToken: boolean): User {
  const privateGroup = `private-${name}`;
  if (hasToken) {
    return {
      name: `openid.${name}`,
      role,
      groups: [...groups ?? [], privateGroup],
      standardGroup: privateGroup,
    };
  }
  const own = groups ?? ["users"];
  const [only] = own;
  return { name, role, groups: own, standardGroup: own.length === 1 ? only ?? null : null };
}
