/**
 * Whether a text is the address of a service, as Kubernetes and `docker --link` put it into a
 * variable called `NAME_PORT` in every container beside a service called `name`. Where that
 * service is called `spalloc`, the variable is `SPALLOC_PORT`, and nobody meant a setting.
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
