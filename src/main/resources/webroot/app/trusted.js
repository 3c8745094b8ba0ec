/** The page's own Trusted Types policy: it vouches for one script, and for no markup at all. */

const ALLOWED = new URL('../vendor/sockjs-client-1.6.1/sockjs.min.js', import.meta.url).href;

const policy = globalThis.trustedTypes?.createPolicy('verbatim', {createScriptURL: onlyAllowed});

/** The address as a script element takes it; refused unless it is the vendored SockJS client. */
export function scriptUrl(url) {
  return policy ? policy.createScriptURL(url) : onlyAllowed(url);
}

function onlyAllowed(url) {
  if (url !== ALLOWED) throw new TypeError(`Not a script of this page: ${url}`);
  return url;
}
