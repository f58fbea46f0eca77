import { assertEquals } from "@std/assert";
import { steadyCast } from "../../../scripts/pictures/cast.ts";

Deno.test({
  name: "a recording begins with what is shown first, and what is shown last stays",
  permissions: "none",
  fn() {
    const header = '{"version":2,"width":100,"height":9}';
    const lines = ['[0.25,"o","\\r\\n"]', '[0.5,"o","$ spalloc"]', '[2,"o","Ready!"]'];
    assertEquals(
      steadyCast([header, ...lines, ""].join("\n"), { lastSeconds: 4 }).split("\n"),
      [header, '[0,"o","$ spalloc"]', '[1.5,"o","Ready!"]', '[5.5,"o"," "]', ""],
    );
  },
});
