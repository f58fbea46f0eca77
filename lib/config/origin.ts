/** What gave a setting its value. */
export type Origin =
  | {
    /** Nothing did: it is what it is when nothing is said. */
    kind: "default";
  }
  | {
    /** A file did. */
    kind: "file";
    /** The file. */
    path: string;
    /** The line in it, from 1. */
    line: number;
  }
  | {
    /** The environment did. */
    kind: "environment";
    /** The name of the variable. */
    variable: string;
  };

/** Where the text of a setting was given. */
export type Source =
  | Origin
  | {
    /** An option of a command line. */
    kind: "option";
    /** The option, such as `--port`. */
    option: string;
  }
  | {
    /** What is to be written into a file. */
    kind: "assignment";
  };
