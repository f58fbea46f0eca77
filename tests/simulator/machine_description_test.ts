import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../../lib/errors.ts";
import { checkMachine, parseMachine } from "../../lib/simulator/machine_description.ts";

Deno.test("parseMachine() reads a name and a size", { permissions: "none" }, () => {
  assertEquals(parseMachine("demo:4x2"), { name: "demo", width: 4, height: 2 });
  assertEquals(parseMachine("my-big.1:20x20"), { name: "my-big.1", width: 20, height: 20 });
});

Deno.test("parseMachine() throws if the text is anything else", { permissions: "none" }, () => {
  for (const text of ["", "demo", "demo:", ":4x2", "demo:4", "demo:4x", "demo:-4x2", "a:b:4x2"]) {
    assertThrows(() => parseMachine(text), RequestError, `"${text}"`);
  }
});

Deno.test("parseMachine() throws if the machine is empty or too big", {
  permissions: "none",
}, () => {
  assertThrows(() => parseMachine("demo:0x2"), RequestError, "from 1");
  assertThrows(() => parseMachine("demo:50x50"), RequestError, "at most 2040 triads");
});

Deno.test("checkMachine() throws if a dead board or link is not of the machine", {
  permissions: "none",
}, () => {
  const machine = { name: "demo", width: 4, height: 2 };
  assertThrows(
    () => checkMachine({ ...machine, deadBoards: [[4, 0, 0]] }),
    RequestError,
    "no board (4, 0, 0)",
  );
  assertThrows(
    () => checkMachine({ ...machine, deadLinks: [[0, 0, 0, 6]] }),
    RequestError,
    "no link (0, 0, 0, 6)",
  );
  checkMachine({ ...machine, deadBoards: [[3, 1, 2]], deadLinks: [[0, 0, 0, 5]] });
});
