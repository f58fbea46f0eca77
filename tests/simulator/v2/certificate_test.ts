import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { makeCertificate } from "../../../lib/simulator/v2/certificate.ts";
import { identifier, integer, tagged, time } from "../../../lib/simulator/v2/der.ts";

/** The bytes of a value, in hexadecimal. */
const hex = (bytes: Uint8Array): string => bytes.toHex();

Deno.test({
  name: "values are written as the rules have it",
  permissions: "none",
  fn() {
    assertEquals(hex(integer([0])), "020100");
    assertEquals(hex(integer([0, 0, 0x7f])), "02017f");
    assertEquals(hex(integer([0x80])), "02020080"); // not negative
    assertEquals(hex(identifier("1.2.840.10045.4.3.2")), "06082a8648ce3d040302");
    assertEquals(hex(identifier("2.5.4.3")), "0603550403");
    assertEquals(hex(tagged(4, new Uint8Array(0x80))).slice(0, 6), "048180");
    assertEquals(hex(tagged(4, new Uint8Array(0x1234))).slice(0, 8), "04821234");
    const text = new TextDecoder().decode(time(new Date("2026-11-22T10:30:05.123Z")).subarray(2));
    assertEquals(text, "261122103005Z");
  },
});

Deno.test("a certificate serves its hosts and no others", async () => {
  const { cert, key } = await makeCertificate(["localhost", "127.0.0.1", "::1"]);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
    () => new Response("served"),
  );
  const { port } = server.addr;
  using client = Deno.createHttpClient({ caCerts: [cert] });
  for (const host of ["127.0.0.1", "localhost"]) {
    const answer = await fetch(`https://${host}:${port}/`, { client });
    assertEquals(await answer.text(), "served");
  }
  const other = await makeCertificate(["elsewhere.example"]);
  assertNotEquals(other.cert, cert);
  await using stranger = Deno.serve(
    { hostname: "127.0.0.1", port: 0, ...other, onListen: () => {} },
    () => new Response("served"),
  );
  using trusting = Deno.createHttpClient({ caCerts: [other.cert] });
  const url = `https://127.0.0.1:${stranger.addr.port}/`;
  const refused = await fetch(url, { client: trusting }).then(() => null, String);
  assert(refused?.includes("TypeError"), refused ?? "accepted");
});
