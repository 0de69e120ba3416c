import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSamePeer, withoutPitfalls } from '../../src/core/sdp.js';

const lines = (...all: string[]): string => all.map((line) => `${line}\r\n`).join('');

describe('withoutPitfalls', () => {
  const offer = lines(
    'v=0',
    'a=group:BUNDLE 0 1',
    'm=video 9 UDP/TLS/RTP/SAVPF 120 124',
    'a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid',
    'a=extmap:7/recvonly urn:ietf:params:rtp-hdrext:toffset',
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

  it('drops what a section says of formats that it does not offer, its name on packets, and nothing else', () => {
    const pitfalls = [
      'a=rtcp-fb:121 nack pli',
      'a=rtcp-fb:120 nack',
      'a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid',
    ];
    const expected = offer.split('\r\n').filter((line) => !pitfalls.includes(line));
    assert.deepEqual(withoutPitfalls(offer).split('\r\n'), expected);
  });

  it('leaves a clean offer to the letter as it is', () => {
    const clean = withoutPitfalls(offer);
    assert.equal(withoutPitfalls(clean), clean);
    assert.equal(withoutPitfalls(''), '');
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
