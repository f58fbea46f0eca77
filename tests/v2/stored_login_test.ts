import { assertEquals, assertRejects } from "@std/assert";
import { LoginError } from "../../lib/errors.ts";
import type { LoginStore } from "../../lib/v2/login_store.ts";
import { StoredLogin } from "../../lib/v2/stored_login.ts";

const pure = { permissions: "none" } as const;
const ME = { user: "me", password: "secret" };

/** Creates a login whose file is locked as `alone` has it. */
function stored(alone: LoginStore["alone"], more: Partial<LoginStore> = {}): StoredLogin {
  const store = {
    alone,
    refusedAt: () => Promise.resolve(null),
    refuse: () => Promise.resolve(),
    ...more,
  } as unknown as LoginStore;
  const kept = { user: "me", session: "A", token: null, usedAt: 0 };
  return new StoredLogin({
    store,
    server: "https://spalloc.example.org/",
    kept,
    newToken: null,
    now: () => 0,
    showTime: String,
  });
}

Deno.test("a login waits for those of other processes", pure, async () => {
  const free = Promise.withResolvers<void>();
  const said: string[] = [];
  const one = stored(async (login) => {
    await free.promise;
    return await login();
  });
  const login = one.logIn(ME, () => Promise.resolve(said.push("logged in")));
  said.push("waiting");
  free.resolve();
  await login;
  assertEquals(said, ["waiting", "logged in"]);
});

Deno.test(
  "a file that can't be locked keeps nobody from a login, and a refusal comes once",
  pure,
  async () => {
    const failing = stored(() => Promise.reject(new Error("no locks here")));
    assertEquals(await failing.logIn(ME, () => Promise.resolve("in")), "in");
    for (
      const alone of [(login: () => Promise<unknown>) => login(), () => Promise.reject(new Error())]
    ) {
      let logins = 0;
      const one = stored(alone as LoginStore["alone"]);
      const refused = one.logIn(ME, () => {
        logins++;
        return Promise.reject(new LoginError("no", "refused"));
      });
      await assertRejects(() => refused, LoginError, "no");
      assertEquals(logins, 1);
    }
  },
);

Deno.test(
  "a file that fails keeps nobody from a login, nor from the end",
  pure,
  async () => {
    const fails = (): Promise<never> => Promise.reject(new Error("nothing happens"));
    const one = stored((login) => login(), { refusedAt: fails, refuse: fails, used: fails });
    const refusal = new LoginError("no", "refused");
    const refused = one.logIn(ME, () => Promise.reject(refusal));
    one.answered("B");
    await Promise.all([one.settled(), assertRejects(() => refused, LoginError, "no")]);
  },
);

Deno.test(
  "what another process can go on with is the last session, and no password that was refused",
  pure,
  async () => {
    const one = stored((login) => login(), { used: () => Promise.resolve() });
    let changes = 0;
    const end = one.onChange(() => changes++);
    assertEquals(one.present(ME), { ...ME, session: "A" });
    await one.logIn(ME, () => Promise.resolve("in"));
    one.answered("B");
    assertEquals(one.present(), { ...ME, session: "B" });
    const before = changes;
    one.answered("B");
    assertEquals(changes, before, "it is the same session");
    one.answered("C");
    assertEquals([changes, one.present()], [before + 1, { ...ME, session: "C" }]);
    const refused = one.logIn(ME, () => Promise.reject(new LoginError("no", "refused")));
    await assertRejects(() => refused, LoginError, "no");
    assertEquals(one.present(), { user: "me", session: "C" });
    await one.logIn({ token: "new" }, () => Promise.resolve("in"));
    assertEquals(one.present(), { token: "new", session: "C" });
    const all = changes;
    end();
    one.answered("D");
    assertEquals(changes, all, "nobody listens");
  },
);
