import { defined } from "../../defined.ts";
import type { JavaService } from "../java/service.ts";
import { Threads } from "../java/threads.ts";
import { Accounts } from "./accounts.ts";
import { API_SETTINGS, type ApiOptions, type ApiSettings } from "./options.ts";
import { Reports } from "./reports.ts";
import type { ApiService } from "./service.ts";
import { Sessions } from "./sessions.ts";

/** Creates the state of an API in which nobody is logged in; `java` has the machines and jobs. */
export function newApiService(java: () => JavaService, options: ApiOptions): ApiService {
  const { onRequest: _onRequest, tls: _tls, port: _port, ...rest } = options;
  const settings: ApiSettings = { ...API_SETTINGS, ...defined(rest) };
  const { clock } = java().parts.options;
  return {
    settings,
    accounts: new Accounts(settings, clock),
    sessions: new Sessions(clock, settings.sessionTimeout),
    threads: new Threads(settings.threads),
    reports: new Reports(),
    memory: new Map(),
    waiting: new Set(),
    emergency: false,
    get java() {
      return java();
    },
  };
}
