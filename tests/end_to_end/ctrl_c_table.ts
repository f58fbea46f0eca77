import type { TerminalRun } from "./signals_terminal.ts";

/** A kind of command, by what it does when Ctrl-C is pressed. */
export interface Kind {
  name: string;
  /** The command, without quotes or blanks in its words that a shell would have to be told of. */
  script: string;
  /** Types what brings it to work, if it takes that. */
  begin?: (run: TerminalRun) => Promise<void>;
  /** Output that shows that it works. */
  works: RegExp;
  /** Prompt after Ctrl-C, and the input that ends it there. */
  prompt?: { shown: string; exit: string };
  /** The code that it ends with after one Ctrl-C. */
  code: number;
  /** Seconds that it takes to end by itself after one Ctrl-C, at the least. */
  takes: number;
  /** Whether spalloc says after a second that it goes on; `null` where it depends. */
  goesOn: boolean;
  /** The code after a second Ctrl-C, which ends what goes on. */
  codeAfterTwo: number;
}

/** A loop, because what a shell's own child does of Ctrl-C is another matter. */
const wait = (seconds: number): string =>
  `i=0; while [ $i -lt ${seconds * 10} ]; do sleep 0.1; i=$((i+1)); done`;

/** The kinds of commands. A `script` is run by `/bin/sh`, or replaces it. */
export const KINDS: readonly Kind[] = [
  {
    name: "dies of it",
    script: "echo started; exec sleep 60",
    works: /^started/m,
    code: 130,
    takes: 0,
    goesOn: false,
    codeAfterTwo: 130,
  },
  {
    name: "handles it and goes on",
    script: `trap 'echo handled' INT; echo started; ${wait(2.5)}; exit 5`,
    works: /^started/m,
    code: 5,
    takes: 1,
    goesOn: true,
    codeAfterTwo: 130,
  },
  {
    name: "handles it and exits with 0 after 4 s",
    script: `trap 'trap "" INT; ${wait(4)}; exit 0' INT; echo started; ${wait(60)}`,
    works: /^started/m,
    code: 0,
    takes: 4,
    goesOn: true,
    codeAfterTwo: 130,
  },
  {
    name: "ignores it",
    script: `trap '' INT; echo started; ${wait(2.5)}; exit 6`,
    works: /^started/m,
    code: 6,
    takes: 1,
    goesOn: true,
    codeAfterTwo: 130,
  },
  {
    name: "is a shell",
    script: "export PS1=inner:; exec bash --norc --noprofile -i",
    works: /inner:$/,
    prompt: { shown: "inner:", exit: "exit 7\r" },
    code: 7,
    takes: 0,
    goesOn: false,
    codeAfterTwo: 7,
  },
  {
    name: "is a REPL",
    script: "export PYTHON_BASIC_REPL=1; exec python3 -q -i",
    async begin(run): Promise<void> {
      await run.hears("stdout", />>> $/);
      // Said within the loop: between two statements Python reads keys itself, and shows no ^C.
      await run.typeKeys("import time\rwhile 1: print('sta' 'rted'); time.sleep(0.1)\r\r");
    },
    works: /^started/m,
    prompt: { shown: ">>> ", exit: "exit(8)\r" },
    code: 8,
    takes: 0,
    goesOn: true,
    codeAfterTwo: 130,
  },
];
