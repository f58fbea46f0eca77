/** Source of a setting's value. */
export type Origin =
  | {
    /** The built-in default. */
    kind: "default";
  }
  | {
    /** A file. */
    kind: "file";
    /** Path of the file. */
    path: string;
    /** Line in it, from 1. */
    line: number;
  }
  | {
    /** An environment variable. */
    kind: "environment";
    /** Name of the variable. */
    variable: string;
  };

/** Place of a setting's text. */
export type Source =
  | Origin
  | {
    /** An option of a command line. */
    kind: "option";
    /** Name of the option, such as `--port`. */
    option: string;
  }
  | {
    /** An assignment that is to be written into a file. */
    kind: "assignment";
  };
