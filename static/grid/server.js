// Asking the server, with the ways in which that can fail told apart: no connection, signed out, refused.

/** No answer, or none that a working server gives. The same request may be sent again later. */
export class Offline extends Error {}

/** The session has ended, or another one began in this browser. */
export class SignedOut extends Error {}

/** The account may not do this; the message is the server's sentence. */
export class Refused extends Error {}

const PATIENCE = 30_000; // milliseconds

/**
 * @param {string} url
 * @param {unknown} [data] sent as JSON by POST; without it the page is fetched by GET
 * @returns {Promise<Response>} of any status below 500 but a sign-in; 403, 409 and 422 carry reasons
 */
export async function ask(url, data) {
  const response = await send(url, data);
  // A redirect leads to the sign-in page; a refusal that is not ours is the check of the CSRF token.
  const isForeign = response.status === 403 && !isJson(response);
  if (response.type === "opaqueredirect" || isForeign) throw new SignedOut();
  if (response.status >= 500 || response.status === 0) throw new Offline();
  return response;
}

/**
 * The part of a page that is meant to be shown inside another one.
 * @param {string} url
 * @param {unknown} [data]
 * @returns {Promise<DocumentFragment>}
 */
export async function fragment(url, data) {
  const response = await ask(url, data);
  if (isJson(response)) throw new Refused((await response.json()).error);
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const nodes = document.createDocumentFragment();
  nodes.append(...parsed.body.childNodes);
  return nodes;
}

/** @param {Response} response */
export function isJson(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/json");
}

async function send(url, data) {
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const options = { redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), headers };
  if (data !== undefined) {
    // Read anew each time: signing in again gives another token.
    Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": cookie(document.body.dataset.csrfCookie) });
    Object.assign(options, { method: "POST", body: JSON.stringify(data) });
  }
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new Offline(String(error), { cause: error });
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
