// The part of @std/csv that the project uses, for its stand-in, which has no declarations.
export interface StringifyOptions {
  columns?: readonly string[];
  headers?: boolean;
  separator?: string;
}

export declare function stringify(
  data: readonly (readonly unknown[] | Record<string, unknown>)[],
  options?: StringifyOptions,
): string;

export declare function parse(text: string): string[][];
