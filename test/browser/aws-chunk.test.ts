import { expect } from 'chai';
import type { Token } from '../../src/index.js';
import '../../src/index.js';
import { sessions } from '../../src/core/index.js';
import { desk, newCamera } from './support/desk.js';
import { addCamera, clear, paintedIdentity, reaches } from './support/page.js';

const awsFiles = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => /core\/aws\.ts|presign|aws-sdk|smithy/.test(name));

interface Road {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

describe('the AWS code', () => {
  after(clear);

  it('is loaded when credentials come, and not by a page that gets tickets', async () => {
    const channel = await newCamera('front-door');
    await reaches(addCamera({ channel, 'token-url': '/api/token' }), 'live');
    expect(awsFiles()).to.deep.equal([]);
    clear();

    const { endpoint, region, credentials } = await desk<Road>('credentials');
    await reaches(
      addCamera({ channel, region, endpoint }, { getToken: () => Promise.resolve(credentials) }),
      'live',
    );
    expect(awsFiles()).not.to.deep.equal([]);
  });

  it('takes credentials as they come in JSON, in which their end is a text', async () => {
    const channel = await newCamera('gate');
    const { endpoint, region, credentials } = await desk<Road>('credentials');
    const answer = Response.json({ ...credentials, expiration: new Date(Date.now() + 3_600_000) });
    const camera = addCamera({ channel, region, endpoint }, { getToken: () => answer.json() });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('uses credentials again until they are about to end, or all that is the visitor’s is given up', async () => {
    const channel = await newCamera('gate');
    const { endpoint, region, credentials } = await desk<Road>('credentials');
    const expiration = new Date(Date.now() + 3_600_000);
    let asked = 0;
    const getToken = (): Promise<Token> => {
      asked += 1;
      return Promise.resolve({ ...credentials, expiration });
    };
    const show = async (): Promise<number> => {
      await reaches(addCamera({ channel, region, endpoint }, { getToken }), 'live');
      clear();
      return asked;
    };
    expect(await show()).to.equal(1);
    expect(await show()).to.equal(1);
    sessions.reset();
    expect(await show()).to.equal(2);
  });
});
