import {
  bits,
  identifier,
  integer,
  octets,
  sequence,
  set,
  tagged,
  time,
  TRUE,
  utf8,
} from "./der.ts";
import type { ApiCertificate } from "./options.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const ECDSA_WITH_SHA256 = sequence(identifier("1.2.840.10045.4.3.2"));
const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for a server on the given hosts, names or addresses,
 * signed by itself. It is valid for a year. One of an authority, to sign others with, is one that
 * clients accept of no server.
 */
export async function makeCertificate(
  hosts: readonly string[],
  { isAuthority = false } = {},
): Promise<ApiCertificate> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const contents = toBeSigned(
    hosts,
    isAuthority,
    new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)),
  );
  const signing = { ...KEY, hash: "SHA-256" };
  const signature = new Uint8Array(await crypto.subtle.sign(signing, privateKey, contents));
  // WebCrypto has the two numbers of a signature side by side, X.509 in a sequence.
  const half = signature.length / 2;
  const numbers = sequence(
    integer(signature.subarray(0, half)),
    integer(signature.subarray(half)),
  );
  return {
    cert: pem("CERTIFICATE", sequence(contents, ECDSA_WITH_SHA256, bits(numbers))),
    key: pem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey))),
  };
}

function toBeSigned(hosts: readonly string[], isAuthority: boolean, publicKey: Bytes): Bytes {
  const name = sequence(set(sequence(identifier("2.5.4.3"), utf8("simulated spalloc server"))));
  const now = Date.now();
  return sequence(
    tagged(0xa0, integer([2])), // version 3
    integer(crypto.getRandomValues(new Uint8Array(16))),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now - DAY)), time(new Date(now + 365 * DAY))),
    name,
    publicKey,
    tagged(
      0xa3,
      sequence(
        sequence(identifier("2.5.29.19"), TRUE, octets(sequence(...isAuthority ? [TRUE] : []))),
        sequence(identifier("2.5.29.15"), TRUE, octets(new Uint8Array([3, 2, 7, 0x80]))), // signs
        sequence(
          identifier("2.5.29.37"),
          octets(sequence(identifier("1.3.6.1.5.5.7.3.1"))), // a TLS server
        ),
        sequence(identifier("2.5.29.17"), octets(sequence(...hosts.map(alternativeName)))),
      ),
    ),
  );
}

/** Returns a host as a certificate names it: an IPv4 or IPv6 address by its bytes. */
function alternativeName(host: string): Bytes {
  const address = addressBytes(host);
  return address === null
    ? tagged(0x82, new TextEncoder().encode(host))
    : tagged(0x87, new Uint8Array(address));
}

function addressBytes(host: string): number[] | null {
  if (/^\d+(\.\d+){3}$/.test(host)) return host.split(".").map(Number);
  if (!host.includes(":")) return null;
  const [front = "", back = ""] = host.split("::");
  const groups = (text: string): number[] =>
    text.split(":").filter(Boolean).flatMap((group) => {
      const value = parseInt(group, 16);
      return [value >> 8, value & 0xff];
    });
  const [head, tail] = [groups(front), groups(back)];
  return [...head, ...new Array(16 - head.length - tail.length).fill(0), ...tail];
}

function pem(label: string, bytes: Bytes): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
