import { KvsError, setTokenCallback } from 'kvs-elements';

/** Lets all cameras of the page ask with what the visitor signed in with; `idToken` resolves to a JWT. */
export function askAs(idToken, url = '/api/kvs/token') {
  setTokenCallback(async ({ channel, region, clientId, reason, signal }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await idToken()}` },
      body: JSON.stringify({ channel, region, clientId, reason }),
      signal,
    });
    const answer = await response.json().catch(() => null);
    // A token, or a refusal of the handler: {code, message, retryAfter}.
    if (response.ok || answer?.code) return answer;
    // What API Gateway itself refuses has no code.
    const isRefused = response.status === 401 || response.status === 403;
    throw new KvsError(isRefused ? 'access-denied' : 'token-failed', `The API answered ${response.status}`);
  });
}
