import { hasRole } from "./accounts.ts";
import { answerOf, errorPage, HttpError, json, nothing, redirect } from "./answers.ts";
import { CONTEXT, Links } from "./links.ts";
import { loginPage, performLogin } from "./login.ts";
import type { ReceivedRequest, RequestFault } from "./options.ts";
import type { ProxySockets } from "./proxy/proxy_sockets.ts";
import { faulty, NEVER } from "./faults.ts";
import { describeApi, findRoutes } from "./routes.ts";
import { notFound } from "./root.ts";
import {
  authenticate,
  type Caller,
  lacksRole,
  notLoggedIn,
  refuseForged,
  sendAway,
} from "./security.ts";
import type { ApiService } from "./service.ts";
import { type ApiSession, dropCookie, setCookie } from "./sessions.ts";

/** Parts of the server that answer a request. */
export interface Responder {
  readonly service: ApiService;
  /** Address of the client. */
  readonly host: string;
  /** Whether the connection is encrypted. */
  readonly isSecure: boolean;
  readonly isSilent: () => boolean;
  readonly onRequest:
    | ((request: ReceivedRequest) => RequestFault | undefined | void)
    | undefined;
  readonly proxies: ProxySockets;
}

/** A request and its circumstances. */
interface Visit extends Responder {
  readonly request: Request;
  readonly url: URL;
  /** Path behind the base URL, without slashes at its ends. */
  readonly path: string;
  readonly links: Links;
  /** Session of the client, or the one that it gets. */
  session: ApiSession | null;
}

/** Answers a request, or makes its fault happen. */
export async function respond(request: Request, responder: Responder): Promise<Response> {
  if (responder.isSilent()) return await NEVER;
  const url = new URL(request.url);
  if (!url.pathname.startsWith(CONTEXT)) return await answerSafely(request, url, responder);
  const received: ReceivedRequest = {
    method: request.method,
    path: url.pathname.slice(CONTEXT.length) + url.search,
    headers: request.headers,
  };
  const fault = responder.onRequest?.(received) ?? null;
  if (fault && !fault.isCarriedOut) return await faulty(fault, null);
  const answer = await answerSafely(request, url, responder);
  return fault ? await faulty(fault, answer) : answer;
}

async function answerSafely(request: Request, url: URL, responder: Responder): Promise<Response> {
  const { service, isSecure } = responder;
  const isTold = request.headers.get("X-Forwarded-Proto") === "https" ||
    isSecure && service.settings.tellsScheme;
  const links = new Links(isTold ? "https" : "http", url.host, service.java.settings.inferred);
  // A slash too many makes no difference.
  const path = url.pathname.slice(CONTEXT.length).replace(/\/{2,}/g, "/").replace(/^\/|\/$/g, "");
  const before = service.sessions.find(request.headers);
  const visit: Visit = { ...responder, request, url, path, links, session: before };
  let response: Response;
  try {
    response = url.pathname.startsWith(CONTEXT) ? await answer(visit) : notHere(visit);
  } catch (error) {
    response = explain(error, visit);
  }
  if (response.status === 400 || response.status >= 500) {
    response.headers.set("Connection", "close");
  }
  const now = service.java.parts.options.clock.now();
  response.headers.set("Date", new Date(now * 1000).toUTCString());
  if (visit.session && visit.session !== before) {
    response.headers.append("Set-Cookie", setCookie(visit.session, isSecure));
  }
  return response;
}

/** Answers a request behind the filters of security. */
async function answer(visit: Visit): Promise<Response> {
  const { service, request, path, links } = visit;
  const isLogin = path === "system/perform_login" && request.method === "POST";
  const form = isLogin ? new URLSearchParams(await request.text()) : null;
  const forged = refuseForged(service, request, visit.session, form);
  if (forged) return forged;
  if (form && service.settings.form) {
    const { response, session } = await performLogin(service, form, visit.session, links);
    visit.session = session ?? visit.session;
    return response;
  }
  if (path === "srv/openapi.json") return json(describeApi(service.settings.version));
  if (path === "system/login.html") return showLogin(visit);
  const caller = authenticate(service, request, visit.session);
  visit.session = caller.session;
  if (path === "system/perform_logout" && request.method === "POST") return logOut(visit);
  return await serve(visit, caller);
}

/**
 * Answers a request outside of the base URL: with an error page, which is for those only who are in
 * a session. The server has forgotten any other credentials on the way to it.
 */
function notHere({ service, request, session }: Visit): Response {
  if (!session?.user) throw notLoggedIn(service.settings);
  return errorPage(request, 404, "Not Found");
}

/** Answers with the login form; credentials of the request log in as well. */
function showLogin(visit: Visit): Response {
  const { service, request } = visit;
  if (request.headers.has("Authorization")) {
    visit.session = authenticate(service, request, visit.session).session;
  }
  if (!service.settings.form && !visit.session?.user) throw notFound();
  visit.session ??= service.sessions.begin(null);
  return loginPage(visit.session);
}

function logOut({ service, session, request, links }: Visit): Response {
  if (session) service.sessions.end(session);
  const isBrowser = /text\/html/.test(request.headers.get("Accept") ?? "");
  const response = isBrowser ? redirect(links.page("login.html")) : nothing();
  response.headers.append("Set-Cookie", dropCookie());
  return response;
}

async function serve(visit: Visit, { user, session }: Caller): Promise<Response> {
  const { service, request, url, path, links, host, proxies } = visit;
  const proxy = /^proxy\/(\d+)$/.exec(path);
  if (proxy && request.method === "GET" && service.settings.proxy) {
    return proxies.open(request, Number(proxy[1]), user);
  }
  if (path.startsWith("srv/spalloc/admin/") && !hasRole(user, "ADMIN")) {
    throw lacksRole("application/json");
  }
  const { routes, names } = findRoutes(path);
  if (routes.length === 0) throw notFound();
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routes.find((route) => route.method === method);
  if (!route) {
    throw new HttpError(405, "", { Allow: "DELETE,POST,GET,PUT,OPTIONS,HEAD" });
  }
  if (!accepts(request, route.produces)) throw new HttpError(406, "");
  if (!hasRole(user, route.role)) throw lacksRole(route.produces);
  return await route.handle({ service, request, url, links, user, session, host, names });
}

function accepts({ headers }: Request, type: string): boolean {
  const accepted = headers.get("Accept") ?? "*/*";
  const [kind] = type.split("/");
  return type === "*/*" ||
    accepted.split(",").map((item) => item.split(";")[0]?.trim()).some((item) =>
      item === "*/*" || item === type || item === `${kind}/*`
    );
}

function explain(error: unknown, visit: Visit): Response {
  if (!(error instanceof HttpError)) throw error;
  const { service, request, links } = visit;
  const away = sendAway(error, request, links);
  const isChange = !["GET", "HEAD"].includes(request.method);
  // To remember what was asked for takes a session, and so does a token for changes.
  if (away || error.status === 401 && isChange) visit.session ??= service.sessions.begin(null);
  return away ?? answerOf(error);
}
