/** Parts of the reference server for the tests beside this file. */
export {
  type RawJobState,
  ReferenceServer,
  type ReferenceServerOptions,
} from "../../scripts/reference/reference_server.ts";
export { reference, referenceTest } from "./availability.ts";
