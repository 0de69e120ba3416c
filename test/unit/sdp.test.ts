import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSamePeer, withoutStrayFormats } from '../../src/core/sdp.js';

const lines = (...all: string[]): string => all.map((line) => `${line}\r\n`).join('');

describe('withoutStrayFormats', () => {
  const offer = lines(
    'v=0',
    'a=group:BUNDLE 0 1',
    'm=video 9 UDP/TLS/RTP/SAVPF 120 124',
    'a=fmtp:120 max-fs=12288',
    'a=fmtp:124 apt=120',
    'a=rtcp-fb:120 nack pli',
    'a=rtcp-fb:121 nack pli',
    'a=rtpmap:120 VP8/90000',
    'a=rtpmap:124 rtx/90000',
    'm=audio 0 UDP/TLS/RTP/SAVPF 109',
    'a=rtcp-fb:120 nack',
    'a=rtpmap:109 opus/48000/2',
    'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    'a=sctp-port:5000',
  );

  it('drops what a section says of formats that it does not offer, and nothing else', () => {
    const stray = ['a=rtcp-fb:121 nack pli', 'a=rtcp-fb:120 nack'];
    const expected = offer.split('\r\n').filter((line) => !stray.includes(line));
    assert.deepEqual(withoutStrayFormats(offer).split('\r\n'), expected);
  });

  it('leaves a clean offer to the letter as it is', () => {
    const clean = withoutStrayFormats(offer);
    assert.equal(withoutStrayFormats(clean), clean);
    assert.equal(withoutStrayFormats(''), '');
  });
});

describe('isSamePeer', () => {
  const of = (...prints: string[]): string =>
    lines('v=0', ...prints.map((print) => `a=fingerprint:${print}`), 'm=video 9 UDP/TLS/RTP/SAVPF 120');

  it('knows a peer by its certificate, however it is written', () => {
    assert.ok(isSamePeer(of('sha-256 AB:CD'), of('SHA-256 ab:cd')));
    assert.ok(isSamePeer(of('sha-256 AB:CD', 'sha-256 AB:CD'), of('sha-512 01', 'sha-256 AB:CD')));
  });

  it('tells another one, and one that shows none', () => {
    assert.ok(!isSamePeer(of('sha-256 AB:CD'), of('sha-256 AB:CE')));
    assert.ok(!isSamePeer(of('sha-256 AB:CD'), of()));
  });
});
