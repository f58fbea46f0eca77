import { assertEquals } from "@std/assert";
import { rectangleFor } from "../../lib/machine/rectangle.ts";

function shape(triads: number, machine: string, minRatio = 0): string | undefined {
  const [width = 0, height = 0] = machine.split("x").map(Number);
  const size = rectangleFor(triads, { width, height }, minRatio);
  return size && `${size.width}x${size.height}`;
}

Deno.test("rectangleFor() gives the squarest rectangle of exactly so many triads", {
  permissions: "none",
}, () => {
  assertEquals(shape(4, "8x8"), "2x2");
  assertEquals(shape(6, "8x8"), "3x2");
  assertEquals(shape(7, "8x8"), "7x1");
  assertEquals(shape(12, "8x8"), "4x3");
});

Deno.test("rectangleFor() gives more triads where the exact rectangle is too narrow", {
  permissions: "none",
}, () => {
  assertEquals(shape(7, "8x8", 0.5), "4x2");
  assertEquals(shape(7, "8x8", 1), "3x3");
  assertEquals(shape(5, "8x8", 0.333), "3x2");
});

Deno.test("rectangleFor() takes a ratio above 1 for its inverse", { permissions: "none" }, () => {
  assertEquals(shape(7, "8x8", 2), shape(7, "8x8", 0.5));
});

Deno.test("rectangleFor() lays the long side along the short side of a wide machine", {
  permissions: "none",
}, () => {
  assertEquals(shape(2, "4x2"), "1x2");
  assertEquals(shape(2, "2x4"), "2x1");
  assertEquals(shape(6, "8x4"), "2x3");
});

Deno.test("rectangleFor() bends what sticks out of the machine", { permissions: "none" }, () => {
  assertEquals(shape(7, "4x4"), "4x2");
  assertEquals(shape(8, "4x2"), "4x2");
  assertEquals(shape(4, "1x6"), "1x4");
});

Deno.test("rectangleFor() gives nothing if what fits is too narrow", {
  permissions: "none",
}, () => {
  assertEquals(shape(4, "1x6", 0.5), undefined);
  assertEquals(shape(8, "4x2", 1), undefined);
});

Deno.test("rectangleFor() gives nothing if the machine has too few triads", {
  permissions: "none",
}, () => {
  assertEquals(shape(9, "4x2"), undefined);
});
