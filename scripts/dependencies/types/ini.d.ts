// What the project uses of @std/ini, for its stand-in.
export interface StringifyOptions {
  pretty?: boolean;
}

export declare function parse(text: string): Record<string, unknown>;
export declare function stringify(object: unknown, options?: StringifyOptions): string;
