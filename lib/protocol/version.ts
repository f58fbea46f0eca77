import { VersionError } from "../errors.ts";

/** A version in the terms of PEP 440, as far as it matters here. */
export interface Version {
  /** Number before `!`; 0 if there is none. */
  epoch: number;
  /** Numbers of the release: `[7, 0, 0]`. */
  release: readonly number[];
  /** Whether it precedes its release: an alpha, beta, candidate or development one. */
  preRelease: boolean;
}

/** First version that is supported. */
const OLDEST = [0, 1, 0];
/** First version that is no longer supported, whatever follows its number. */
const TOO_NEW = [8, 0, 0];
/** Python servers 6 and 7 number themselves in epoch 1, all others in epoch 0. */
const NEWEST_EPOCH = 1;

/** Matches versions of numbers alone, as most are, in a tenth of the time of the whole pattern. */
const NUMBERS = /^(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)$/;

const PEP_440 = new RegExp(
  String.raw`^\s*v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)` +
    String.raw`(?<pre>[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?` +
    String.raw`(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?` +
    String.raw`(?<dev>[-_.]?dev[-_.]?\d*)?` +
    String.raw`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?\s*$`,
  "i",
);

/**
 * Parses a version as [PEP 440](https://peps.python.org/pep-0440/) does.
 *
 * @throws {VersionError} if it is not one.
 *
 * @example
 * ```ts
 * import { parseVersion } from "./version.ts";
 *
 * parseVersion("1!7.0.0a6"); // { epoch: 1, release: [7, 0, 0], preRelease: true }
 * ```
 */
export function parseVersion(text: string): Version {
  const groups = (NUMBERS.exec(text) ?? PEP_440.exec(text))?.groups;
  if (!groups) {
    throw new VersionError(text, `Cannot read the server's version ${JSON.stringify(text)}`);
  }
  return {
    epoch: Number(groups.epoch ?? 0),
    release: (groups.release ?? "").split(".").map(Number),
    preRelease: groups.pre !== undefined || groups.dev !== undefined,
  };
}

/**
 * Checks that this client supports a server's version: 0.1.0 up to, not including, 8.0.0, in either
 * epoch.
 *
 * @throws {VersionError} if it is not.
 *
 * @example Asking a server before anything else
 * ```ts
 * import { checkVersion, ProtocolClient } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start();
 * await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
 * checkVersion(await client.version());
 * ```
 */
export function checkVersion(text: string): void {
  const { epoch, release, preRelease } = parseVersion(text);
  const tooOld = compare(release, OLDEST) < 0 || (compare(release, OLDEST) === 0 && preRelease);
  const tooNew = compare(release, TOO_NEW) >= 0 || epoch > NEWEST_EPOCH;
  if (tooOld || tooNew) {
    throw new VersionError(
      text,
      `Server version ${text} is not compatible with this client, which supports ` +
        `${OLDEST.join(".")} or newer, but older than ${TOO_NEW.join(".")}`,
    );
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
