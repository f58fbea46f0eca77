// The part of @std/ini that the project uses, for its stand-in.
export interface StringifyOptions {
  pretty?: boolean;
}

export declare function parse(text: string): Record<string, unknown>;
export declare function stringify(object: unknown, options?: StringifyOptions): string;
