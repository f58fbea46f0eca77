import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  ConnectionError,
  ProtocolError,
  ServerError,
  SpallocError,
  TimeoutError,
  VersionError,
} from "../../lib/errors.ts";
import { packError, unpackError } from "../../lib/lifeline/wire.ts";

Deno.test("errors keep their code and message from one thread to another", {
  permissions: "none",
}, () => {
  const errors = [
    new ConnectionError("broken", "not sent"),
    new TimeoutError("late", "unknown"),
    new ProtocolError("nonsense"),
    new ServerError("version", "no"),
    new VersionError("9.0", "too new"),
  ];
  for (const error of errors) {
    const copy = unpackError(structuredClone(packError(error)));
    assertInstanceOf(copy, error instanceof ConnectionError ? ConnectionError : SpallocError);
    assertEquals([copy.code, copy.message], [error.code, error.message]);
  }
});
