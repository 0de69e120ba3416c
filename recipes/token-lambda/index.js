import { createTokenHandler, toLambdaHandler } from 'kvs-elements/server';

/** The cameras of whoever the authorizer of API Gateway has recognised: here a claim of the JWT. */
function camerasOf({ requestContext }) {
  const claims = requestContext.authorizer?.jwt?.claims ?? {};
  return String(claims['custom:cameras'] ?? '').split(' ');
}

export function handler(event) {
  const cameras = camerasOf(event);
  const token = createTokenHandler({
    authorize: (_, { channel }) => cameras.includes(channel),
    onError: console.error,
  });
  return toLambdaHandler(token)(event);
}
