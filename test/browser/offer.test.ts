import { expect } from 'chai';
import { openPeer } from '../../src/core/peer.js';
import { withoutPitfalls } from '../../src/core/sdp.js';
import type { CameraTarget } from '../../src/core/target.js';

/** What KVS takes in one message, in characters of base64 (quota page). */
const PAYLOAD_LIMIT = 10_000;
/** What C masters parse: sections, and attributes in each (SDP_LIMITS.md; older builds). */
const SECTIONS = 5;
const ATTRIBUTES = 128;

async function offerFor(target: Partial<CameraTarget>): Promise<string> {
  const life = new AbortController();
  const peer = openPeer({ channel: 'x', ...target }, life.signal);
  const { sdp = '' } = await peer.offer;
  life.abort();
  return withoutPitfalls(sdp);
}

const known = (RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).map(({ mimeType }) =>
  mimeType.slice(6),
);

describe('the offer', () => {
  for (const [what, target] of [
    ['of the default', {}],
    ['of a viewer only', { viewOnly: true }],
    ['of every codec that the browser has', { codecs: [...new Set(known)] }],
  ] as const) {
    it(`${what} is what KVS and C masters take`, async () => {
      const sdp = await offerFor(target);
      const length = btoa(JSON.stringify({ type: 'offer', sdp })).length;
      expect(length).to.be.lessThan(PAYLOAD_LIMIT);
      const sections = sdp.split(/^m=/m).slice(1);
      expect(sections).to.have.length.at.most(SECTIONS);
      for (const section of sections) {
        expect(section.match(/^a=/gm) ?? []).to.have.length.at.most(ATTRIBUTES);
      }
    });
  }

  it('asks for the picture only, and for sound both ways unless it only views', async () => {
    const directions = (sdp: string): (string | undefined)[] =>
      sdp
        .split(/^m=/m)
        .slice(1, 3)
        .map((section) => /^a=(sendrecv|recvonly|sendonly|inactive)/m.exec(section)?.[1]);
    expect(directions(await offerFor({}))).to.deep.equal(['recvonly', 'sendrecv']);
    expect(directions(await offerFor({ viewOnly: true }))).to.deep.equal(['recvonly', 'recvonly']);
  });

  it('has the codecs in the order that is wanted', async () => {
    const first = (sdp: string): string | undefined => {
      const type = /^m=video \d+ \S+ (\d+)/m.exec(sdp)?.[1];
      return new RegExp(`^a=rtpmap:${type} (\\w+)/`, 'm').exec(sdp)?.[1]?.toLowerCase();
    };
    expect(first(await offerFor({ codecs: ['vp8', 'vp9'] }))).to.equal('vp8');
    expect(first(await offerFor({ codecs: ['vp9', 'vp8'] }))).to.equal('vp9');
  });
});
