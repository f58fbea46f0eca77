import { assertEquals } from "@std/assert";
import { JobRefusedError, ServerError } from "../../../lib/errors.ts";
import { jobRefused } from "../../../lib/protocol/servers/java_refusals.ts";

Deno.test("the words of a server tell why it refuses a job", { permissions: "none" }, () => {
  const words: [string, JobRefusedError["why"]][] = [
    ["no machine available which matches allocation request", "unsuitable"],
    ["request cannot fit on machine", "unsuitable"],
    ["width must be 1 to 21", "unsuitable"],
    ["quota exceeded in group users", "quota"],
    ["unexpected server problem: NoSuchGroup: ada is not a member of physics", "group"],
    ["computer says no", "role"],
    ["unexpected server problem: IllegalState: stopped", "emergency"],
    ["Only admin and NMPI users can specify an owner", "owner"],
    ["either specify num-boards or dimensions and/or board", "other"],
  ];
  for (const [text, why] of words) {
    const error = jobRefused(new ServerError("create_job", text));
    assertEquals(error instanceof JobRefusedError && error.why, why, text);
  }
});
