/** What the tests beside this file need of the reference server. */
export {
  type RawJobState,
  ReferenceServer,
  type ReferenceServerOptions,
} from "../../scripts/reference/reference_server.ts";
export { reference, referenceTest } from "./availability.ts";
