import { assertEquals } from "@std/assert";
import { JobRefusedError, ServerError } from "../../../lib/errors.ts";
import { jobRefused } from "../../../lib/protocol/servers/java_refusals.ts";

Deno.test("the words of a server tell why it refuses a job", { permissions: "none" }, () => {
  const words: [string, JobRefusedError["why"]][] = [
    ["no machine available which matches allocation request", "unsuitable"],
    ["request cannot fit on machine", "unsuitable"],
    ["triad width (22) must be at least 1 and no more than 21", "unsuitable"],
    ["X coordinate (30) must be at least 0 and no more than 63", "unsuitable"],
    ["board number (24) must be in range 0-23", "unsuitable"],
    ["quota exceeded in group users", "quota"],
    ["unexpected server problem: NoSuchGroup: ada is not a member of physics", "group"],
    ['unexpected server problem: NullPointer: Cannot invoke "some.NMPI.createSession()"', "group"],
    ["unexpected server problem: AuthenticationCredentialsNotFound: nobody", "group"],
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
