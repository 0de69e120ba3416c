/** Other sites whose pages may ask, each as a browser sends it: `https://portal.example`. */
export type Origins = readonly string[];

const ASKED_FOR_SECONDS = 600;

/**
 * Checks a list of origins.
 *
 * @throws {TypeError} for `*` and what else is no origin: a token comes with the visitor's cookies
 */
export function checkOrigins(origins: Origins): void {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new TypeError(`"${origin}" is no origin; it looks like https://portal.example`);
  }
}

/** Lets the pages of listed origins read an answer. Without a list nothing is said, and browsers let none. */
export function originHeaders(request: Request, origins: Origins): Record<string, string> {
  if (origins.length === 0) return {};
  const origin = request.headers.get('origin');
  if (origin === null || !origins.includes(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
  };
}

/** What a browser is told that asks before it sends JSON from a page of another origin. */
export function preflightHeaders(): Record<string, string> {
  return {
    'access-control-allow-methods': 'POST',
    // Cookies are not the only way to say who asks.
    'access-control-allow-headers': 'content-type, authorization',
    'access-control-max-age': String(ASKED_FOR_SECONDS),
  };
}
