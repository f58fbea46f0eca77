// The part of @std/path that the project uses, for its stand-in, which has no declarations.
export declare const DELIMITER: string;
export declare const SEPARATOR: string;
export declare function basename(path: string | URL, suffix?: string): string;
export declare function dirname(path: string | URL): string;
export declare function extname(path: string | URL): string;
export declare function fromFileUrl(url: string | URL): string;
export declare function isAbsolute(path: string): boolean;
export declare function join(path: string | URL, ...paths: string[]): string;
export declare function relative(from: string, to: string): string;
export declare function resolve(...pathSegments: string[]): string;
export declare function toFileUrl(path: string): URL;
