import { assertEquals } from "@std/assert";
import { CMD_VERSION, decodeScp, encodeScp, RC_OK, type ScpPacket } from "../../lib/boards/scp.ts";
import { decodeVersionAnswer, encodeVersionQuestion } from "../../lib/boards/version_command.ts";

const PURE = { permissions: "none" } as const;

/** Bytes, as pairs of hexadecimal digits. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(" "), (pair) => parseInt(pair, 16));
}

/** What a chip (8, 4) says to question 0x1234, with other arguments or data. */
function answer(
  { place = "00 00 04 08", version = "ff ff", text = "SC&MP/SpiNNaker\0" + "4.0.0\0" } = {},
) {
  const header = "00 00 07 ff ff 00 00 00 04 08 80 00 34 12";
  const words = bytes(`${header} ${place} 00 01 ${version} 00 f1 53 65`);
  return new Uint8Array([...words, ...new TextEncoder().encode(text)]);
}

Deno.test("the question for a version is as the specification says", PURE, () => {
  assertEquals(
    encodeVersionQuestion(0x1234),
    bytes("00 00 87 ff 00 ff ff ff 00 00 00 00 34 12 00 00 00 00 00 00 00 00 00 00 00 00"),
  );
});

Deno.test("an answer tells the chip, the software and its version", PURE, () => {
  assertEquals(decodeVersionAnswer(answer()), {
    sequence: 0x1234,
    result: RC_OK,
    version: { chip: [8, 4], software: "SC&MP/SpiNNaker", version: "4.0.0" },
  });
});

Deno.test("an old software's version is a number in hundredths", PURE, () => {
  const old = answer({ place: "00 00 ff fe", version: "85 00", text: "SC&MP/SpiNNaker\0" });
  assertEquals(decodeVersionAnswer(old)?.version, {
    chip: [254, 255],
    software: "SC&MP/SpiNNaker",
    version: "1.33",
  });
});

Deno.test("a refusal has a result, and no version", PURE, () => {
  const refusal = answer().subarray(0, 14);
  refusal[10] = 0x83;
  assertEquals(decodeVersionAnswer(refusal), { sequence: 0x1234, result: 0x83, version: null });
});

Deno.test("what is too short is no answer, and neither is a question", PURE, () => {
  const whole = answer();
  for (let size = 0; size < 26; size++) {
    assertEquals(decodeVersionAnswer(whole.subarray(0, size)), null, `${size} bytes`);
  }
  assertEquals(decodeVersionAnswer(encodeVersionQuestion(7)), null);
});

Deno.test("any bytes at all are decoded without an error", PURE, () => {
  for (let round = 0; round < 2000; round++) {
    const noise = crypto.getRandomValues(new Uint8Array(round % 300));
    decodeVersionAnswer(noise);
    decodeScp(noise);
  }
});

Deno.test("every field comes back from a datagram as it was", PURE, () => {
  const packet: ScpPacket = {
    isReplyExpected: false,
    tag: 1,
    toCore: 0x23,
    fromCore: 0xe4,
    toChip: [5, 6],
    fromChip: [7, 8],
    command: 0x1234,
    sequence: 0xfedc,
    rest: new Uint8Array([1, 2, 3]),
  };
  assertEquals(decodeScp(encodeScp(packet)), packet);
  const other = { ...packet, isReplyExpected: true, command: CMD_VERSION, rest: new Uint8Array() };
  assertEquals(decodeScp(encodeScp(other)), other);
});
