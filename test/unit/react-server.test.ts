import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createElement, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';

const complaints = mock.method(console, 'error', () => {});
const { KvsCamera, KvsGrid, KvsPttButton } = await import('../../src/react.js');

describe('a React component on a server', () => {
  it('says in attributes what they can say', () => {
    const camera = createElement(KvsCamera, {
      channel: 'front-door',
      tokenUrl: '/api/kvs/token',
      getToken: () => Promise.reject(new Error('not here')),
      label: 'Front "door"',
      talkOptions: { maxTalk: 10 },
      unloadDelay: 5_000,
      autoplay: true,
      controls: false,
      muted: true,
      className: 'large',
      onKvsError: () => {},
    });
    assert.equal(
      renderToString(camera),
      '<kvs-camera channel="front-door" token-url="/api/kvs/token" label="Front &quot;door&quot;" ' +
        'unload-delay="5000" autoplay="" muted="" class="large"></kvs-camera>',
    );
  });

  it('is the grid with its cameras, and the talk button', () => {
    const tile = createElement(KvsCamera, { channel: 'gate' });
    const grid = createElement(KvsGrid, { maxLive: 4, tokenUrl: '/t', onKvsSummary: () => {} }, tile);
    assert.equal(
      renderToString(grid),
      '<kvs-grid max-live="4" token-url="/t"><kvs-camera channel="gate"></kvs-camera></kvs-grid>',
    );
    const button = createElement(KvsPttButton, { for: 'gate', mode: 'toggle', maxTalk: 10 });
    assert.equal(
      renderToString(button),
      '<kvs-ptt-button for="gate" mode="toggle" max-talk="10"></kvs-ptt-button>',
    );
  });

  it('has no reason for React to complain', () => {
    const words = complaints.mock.calls.map(({ arguments: [first] }) => String(first));
    assert.deepEqual(words, []);
  });

  it('says the class by its name in HTML, as React 18 writes names as they are', () => {
    const onServer = KvsCamera as unknown as (props: object) => ReactElement<object>;
    const { props } = onServer({ channel: 'gate', className: 'large' });
    assert.deepEqual(props, { channel: 'gate', class: 'large' });
  });
});
