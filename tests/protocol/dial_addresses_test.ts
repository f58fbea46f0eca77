import { assertEquals, assertRejects } from "@std/assert";
import { dialAddresses, type Dialer } from "../../lib/protocol/dial_addresses.ts";
import type { Address } from "../../lib/protocol/transport.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { settle } from "../lib_test_kit/settle.ts";

const permissions = "none";
const SERVER = { hostname: "server", port: 9 };

/** A connection to one of the addresses of a name. */
class FakeConn {
  isClosed = false;

  constructor(readonly hostname: string) {}

  close(): void {
    this.isClosed = true;
  }
}

/** A network where every attempt is answered by the test. */
class FakeNet implements Dialer<FakeConn> {
  readonly clock = new ManualClock(0);
  readonly tried: string[] = [];
  readonly signals = new Map<string, AbortSignal>();
  readonly #answers = new Map<string, PromiseWithResolvers<FakeConn>>();
  lookUps = 0;

  constructor(readonly addresses: string[]) {}

  connect = ({ hostname }: Address, signal: AbortSignal): Promise<FakeConn> => {
    this.tried.push(hostname);
    this.signals.set(hostname, signal);
    const answer = Promise.withResolvers<FakeConn>();
    this.#answers.set(hostname, answer);
    return answer.promise;
  };

  lookUp = (): Promise<string[]> => {
    this.lookUps++;
    return Promise.resolve(this.addresses);
  };

  accept(hostname: string): FakeConn {
    const conn = new FakeConn(hostname);
    this.#answers.get(hostname)!.resolve(conn);
    return conn;
  }

  refuse(hostname: string, error: Error): void {
    this.#answers.get(hostname)!.reject(error);
  }

  async pass(seconds: number): Promise<void> {
    await settle();
    this.clock.advance(seconds);
    await settle();
  }
}

Deno.test("dialAddresses() asks for no addresses where the system is quick", {
  permissions,
}, async () => {
  const net = new FakeNet(["::1", "10.0.0.1"]);
  const dialing = dialAddresses(net, SERVER);
  const conn = net.accept("server");
  assertEquals(await dialing, conn);
  await net.pass(10);
  assertEquals([net.tried, net.lookUps, conn.isClosed], [["server"], 0, false]);
});

Deno.test("dialAddresses() tries the other family beside an address that is silent", {
  permissions,
}, async () => {
  const net = new FakeNet(["::1", "::2", "10.0.0.1"]);
  const dialing = dialAddresses(net, SERVER);
  await net.pass(0.2);
  assertEquals(net.tried, ["server"]);
  await net.pass(0.05);
  assertEquals(net.tried, ["server", "10.0.0.1"]);
  await net.pass(0.25);
  assertEquals(net.tried, ["server", "10.0.0.1", "::1"]);
  const conn = net.accept("10.0.0.1");
  assertEquals(await dialing, conn);
  // What is under way is given up, and what comes of it all the same is closed.
  assertEquals(net.signals.get("server")!.aborted, true);
  const late = [net.accept("server"), net.accept("::1")];
  await net.pass(10);
  assertEquals(late.map(({ isClosed }) => isClosed), [true, true]);
  assertEquals([conn.isClosed, net.tried.length], [false, 3]);
});

Deno.test("dialAddresses() rejects as the system does, whatever becomes of the others", {
  permissions,
}, async () => {
  const net = new FakeNet(["10.0.0.1", "::1"]);
  const dialing = dialAddresses(net, SERVER);
  await net.pass(0.25);
  net.refuse("::1", new Error("no route"));
  await settle();
  const refusal = new Error("refused");
  net.refuse("server", refusal);
  assertEquals(await assertRejects(() => dialing), refusal);
  await net.pass(10);
  assertEquals(net.tried, ["server", "::1"]);
});

Deno.test(
  "dialAddresses() looks nothing up for an address, and for a name with one tries no more",
  {
    permissions,
  },
  async () => {
    for (const hostname of ["10.0.0.1", "fe80::1%eth0", "server"]) {
      const net = new FakeNet(["10.0.0.1"]);
      const dialing = dialAddresses(net, { hostname, port: 9 });
      await net.pass(10);
      assertEquals([net.tried, net.lookUps], [[hostname], hostname === "server" ? 1 : 0]);
      net.accept(hostname);
      await dialing;
    }
  },
);

Deno.test("dialAddresses() tries nothing more once its signal is aborted", {
  permissions,
}, async () => {
  const net = new FakeNet(["::1", "10.0.0.1"]);
  const controller = new AbortController();
  const dialing = dialAddresses(net, SERVER, controller.signal);
  await net.pass(0.25);
  controller.abort(new Error("enough"));
  net.refuse("server", new Error("enough"));
  await assertRejects(() => dialing, Error, "enough");
  await net.pass(10);
  assertEquals(net.tried, ["server", "10.0.0.1"]);
  const late = net.accept("10.0.0.1");
  await settle();
  assertEquals(late.isClosed, true);
});
