/**
 * Whether a text is a service's address, as Kubernetes and `docker --link` set it in `NAME_PORT`
 * for every container beside a service `name`. Beside one that is called `spalloc`, `SPALLOC_PORT`
 * is no setting.
 *
 * @example
 * ```ts
 * import { isServiceLink } from "./service_link.ts";
 *
 * isServiceLink("tcp://10.0.0.1:22244"); // true
 * isServiceLink("22244"); // false
 * ```
 */
export function isServiceLink(text: string): boolean {
  return /^(?:tcp|udp|sctp):\/\//i.test(text);
}
