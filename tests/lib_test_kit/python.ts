import { assert, assertEquals } from "@std/assert";

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch (error) {
    // A test that may not ask must not pass for one that can't.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether there is a `python3` to compare with. */
export const python3: boolean = await hasPython();

/** Suffix of the name of a test that needs `python3`: why it does not run. */
export const WITHOUT_PYTHON: string = python3
  ? ""
  : " (skipped: there is no python3 to compare with)";

/**
 * Asks a Python script: JSON goes in, JSON with as many answers comes out, all from one process.
 */
export async function askPython<Question, Answer>(
  script: URL,
  questions: readonly Question[],
): Promise<Answer[]> {
  const child = new Deno.Command("python3", {
    args: ["-c", await Deno.readTextFile(script)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(questions)));
  await writer.close();
  const { success, stdout } = await output;
  assert(success, "python3 failed");
  const answers: Answer[] = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(answers.length, questions.length);
  return answers;
}
