import 'kvs-elements';
import type {} from 'kvs-elements/jsx';
import type { CameraState, TokenCallback } from 'kvs-elements';
import { KvsCamera } from 'kvs-elements/react';
import { useState } from 'react';

const getToken: TokenCallback = async ({ channel, region, clientId, reason, signal }) => {
  const response = await fetch('/api/kvs/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, region, clientId, reason }),
    signal,
  });
  return response.json();
};

/** The tag itself, as React 19 takes it, and the component, which React 18 takes as well. */
export function App() {
  const [tag, setTag] = useState<CameraState>('idle');
  const [component, setComponent] = useState<CameraState>('idle');
  return (
    <main>
      <kvs-camera
        channel="front-door"
        region="us-west-2"
        token-url="/api/kvs/token"
        label="Front door"
        muted
        autoplay
        controls
        onkvs-statechange={(event) => setTag(event.state)}
      />
      <KvsCamera
        channel="gate"
        region="us-west-2"
        getToken={getToken}
        label="Gate"
        muted
        autoplay
        controls
        onKvsStateChange={(event) => setComponent(event.state)}
      />
      <p>
        Front door: <output>{tag}</output>, gate: <output>{component}</output>
      </p>
    </main>
  );
}
