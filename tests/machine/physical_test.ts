import { assertEquals, assertThrows } from "@std/assert";
import {
  boardAtStandardPosition,
  type BoardCoordinate,
  boardIndex,
  isBoardOf,
  standardAddress,
  standardAddressPosition,
  standardBase,
  standardPosition,
  wrapAround,
} from "../../lib/machine/mod.ts";

const FRAME = { width: 4, height: 2 };
const LARGE = { width: 20, height: 20 };

function* boardsOf(size: { width: number; height: number }): Generator<BoardCoordinate> {
  for (let x = 0; x < size.width; x++) {
    for (let y = 0; y < size.height; y++) {
      for (const z of [0, 1, 2]) yield [x, y, z];
    }
  }
}

Deno.test("boardIndex() counts the boards of a machine from 0", { permissions: "none" }, () => {
  const indices = [...boardsOf(FRAME)].map((board) => boardIndex(board, FRAME));
  assertEquals(indices, Array.from({ length: 24 }, (_, index) => index));
});

Deno.test("standardPosition() fills frames and cabinets one after the other", {
  permissions: "none",
}, () => {
  assertEquals(standardPosition([1, 1, 1], FRAME), [0, 0, 10]);
  assertEquals(standardPosition([8, 3, 0], LARGE), [4, 0, 9]);
  assertEquals(standardPosition([19, 19, 2], LARGE), [9, 4, 23]);
});

Deno.test("standardPosition() knows no board outside of the machine", {
  permissions: "none",
}, () => {
  for (const board of [[4, 0, 0], [0, 2, 0], [0, 0, 3], [-1, 0, 0], [0.5, 0, 0]] as const) {
    assertEquals(standardPosition(board, FRAME), null);
    assertEquals(isBoardOf(FRAME, board), false);
  }
});

Deno.test("boardAtStandardPosition() is the way back from standardPosition()", {
  permissions: "none",
}, () => {
  for (const board of boardsOf(LARGE)) {
    const position = standardPosition(board, LARGE);
    assertEquals(position && boardAtStandardPosition(position, LARGE), board);
  }
});

Deno.test("boardAtStandardPosition() finds nothing in empty places", {
  permissions: "none",
}, () => {
  for (
    const position of [[0, 0, 24], [0, 1, 0], [1, 0, 0], [0, 5, 0], [0, 0, -1], [0, -1, 0], [
      -1,
      0,
      0,
    ], [0, 0, 0.5]] as const
  ) {
    assertEquals(boardAtStandardPosition(position, FRAME), null, position.join());
  }
  for (const position of [[0, 0.125, 0], [0.2, 0, 0]] as const) {
    assertEquals(boardAtStandardPosition(position, LARGE), null, position.join());
  }
});

Deno.test("standardAddress() counts cabinets, frames and boards", { permissions: "none" }, () => {
  assertEquals(standardAddress("10.11.0.0", [0, 0, 0]), "10.11.0.1");
  assertEquals(standardAddress("10.11.0.0", [0, 0, 23]), "10.11.0.185");
  assertEquals(standardAddress("10.11.0.0", [0, 4, 1]), "10.11.4.9");
  assertEquals(standardAddress("10.11.0.0", [2, 1, 0]), "10.11.11.1");
  assertEquals(standardAddress("192.168.240.0", [9, 4, 23]), "192.169.33.185");
});

Deno.test("standardAddress() throws if the base is not an address", {
  permissions: "none",
}, () => {
  for (const base of ["", "10.11.0", "10.11.0.256", "10.11.0.x", "a.b.c.d"]) {
    assertThrows(() => standardAddress(base, [0, 0, 0]), RangeError, `"${base}"`);
  }
});

Deno.test("wrapAround() is never negative", { permissions: "none" }, () => {
  assertEquals([-13, -12, -1, 0, 11, 12].map((value) => wrapAround(value, 12)), [
    11,
    0,
    11,
    0,
    11,
    0,
  ]);
});

Deno.test("standardBase() and standardAddressPosition() turn standardAddress() around", {
  permissions: "none",
}, () => {
  const positions = [[0, 0, 0], [0, 0, 23], [0, 4, 1], [2, 1, 0], [9, 4, 23]] as const;
  for (const position of positions) {
    for (const base of ["10.11.0.0", "192.168.240.0", "10.11.0.8"]) {
      const address = standardAddress(base, position);
      assertEquals(standardBase(address, position), base);
      assertEquals(standardAddressPosition(address, base), position);
    }
  }
  assertEquals(standardBase("0.0.0.8", [0, 0, 1]), null);
  assertEquals(standardBase("board", [0, 0, 0]), null);
  // A board's controller, what lies between boards, behind a frame's last one, before the first.
  for (const address of ["10.11.0.0", "10.11.0.2", "10.11.0.193", "10.10.0.1", "board", ""]) {
    assertEquals(standardAddressPosition(address, "10.11.0.0"), null, address);
  }
  assertEquals(standardAddressPosition("10.11.0.1", "base"), null);
});
