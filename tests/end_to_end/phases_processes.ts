/** Lists the running processes with a word in their environment. */
export async function processesOf(word: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["axeww", "-o", "pid=,stat=,args="] })
    .output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(word) && !/^ *\d+ +Z/.test(line));
}
