import { assert, assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../../lib/errors.ts";
import { loopbackAddresses, singleAddresses } from "../../lib/forwarding/loopback.ts";
import { checkUdpPort, portsOf } from "../../lib/forwarding/ports.ts";

const pure = { permissions: "none" } as const;

Deno.test("loopback addresses begin anywhere, and leave out those of networks", pure, () => {
  const first = (
    random: number,
    count: number,
  ): string[] => [...loopbackAddresses(random).take(count)];
  assertEquals(first(0, 2), ["127.1.0.1", "127.1.0.2"]);
  assertEquals(first(0, 255).slice(-2), ["127.1.0.254", "127.1.1.1"]);
  assertEquals(first(0.5, 1), ["127.128.0.1"]);
  assertEquals(first(1 - 2 ** -40, 2), ["127.1.0.1", "127.1.0.2"]);
  for (const random of [0.1, 0.25, 0.7, 0.999]) {
    const [address = ""] = first(random, 1);
    const [, second = 0, , last = 0] = address.split(".").map(Number);
    assert(second >= 1 && second <= 254 && last >= 1 && last <= 254, address);
  }
});

Deno.test("a system without a loopback network may have been given more addresses", pure, () => {
  assertEquals([...singleAddresses()].slice(0, 2), ["127.0.0.1", "127.0.0.2"]);
  assertEquals([...singleAddresses()].length, 254);
});

Deno.test("every board has the port for SCP, and chip (0, 0) that for booting", pure, () => {
  assertEquals(portsOf([0, 0], []), [17893, 54321]);
  assertEquals(portsOf([8, 4], []), [17893]);
  assertEquals(portsOf([8, 4], [17893, 54321, 50000]), [17893, 54321, 50000]);
});

Deno.test("UDP ports are from 1 to 65535", pure, () => {
  for (const port of [1, 17893, 65535]) checkUdpPort(port);
  for (const port of [0, -1, 65536, 1.5, NaN]) assertThrows(() => checkUdpPort(port), RequestError);
});
