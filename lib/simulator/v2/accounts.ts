import type { Clock } from "../../clock.ts";
import type { ApiAccount, ApiRole, ApiSettings } from "./options.ts";

/** Somebody who is logged in. */
export interface User {
  /** The name, with `openid.` in front if a token told it. */
  readonly name: string;
  /** What the user may do. */
  readonly role: ApiRole;
  /** The groups that jobs can be accounted to. */
  readonly groups: readonly string[];
  /** The group of jobs that name none; `null` if one has to be named. */
  readonly standardGroup: string | null;
}

/** What each role may do, in the order of the demands. */
const RANKS: Readonly<Record<ApiRole, number>> = {
  BASIC: 0,
  READER: 1,
  USER: 2,
  NMPI_EXEC: 3,
  ADMIN: 4,
};

/** Whether a user may do what asks for a role. */
export function hasRole({ role }: User, demanded: ApiRole): boolean {
  return RANKS[role] >= RANKS[demanded];
}

/** Whether jobs of others are a user's business. */
export function seesAllJobs(user: User): boolean {
  return hasRole(user, "NMPI_EXEC");
}

/** What a lock on an account is made of. */
interface Failures {
  count: number;
  lockedUntil: number;
}

/** The accounts of a server, which wrong passwords lock. */
export class Accounts {
  readonly #accounts: readonly ApiAccount[];
  readonly #clock: Clock;
  readonly #settings: ApiSettings;
  readonly #failures = new Map<string, Failures>();
  readonly #revoked = new Set<string>();
  #checks = 0;

  /** Takes who there is, and how many wrong passwords lock an account for how long. */
  constructor(settings: ApiSettings, clock: Clock) {
    this.#accounts = settings.accounts;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** How many passwords were checked. */
  get checks(): number {
    return this.#checks;
  }

  /** Who has this name and this password; `null` for nobody, and for whoever is locked out. */
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

  /** Who has this token; `null` for nobody. */
  byToken(token: string): User | null {
    if (this.#revoked.has(token)) return null;
    const account = this.#accounts.find((account) => account.token === token);
    return account ? userOf(account, true) : null;
  }

  /** Has a token tell nobody any more. */
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
