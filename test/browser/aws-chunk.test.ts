import { expect } from 'chai';
import '../../src/index.js';
import { desk, newCamera } from './support/desk.js';
import { addCamera, clear, reaches } from './support/page.js';

const awsFiles = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => /core\/aws\.ts|presign|aws-sdk|smithy/.test(name));

describe('the AWS code', () => {
  after(clear);

  it('is loaded when credentials come, and not by a page that gets tickets', async () => {
    const channel = await newCamera('front-door');
    await reaches(addCamera({ channel, 'token-url': '/api/token' }), 'live');
    expect(awsFiles()).to.deep.equal([]);
    clear();

    const { endpoint, region, credentials } = await desk<{
      endpoint: string;
      region: string;
      credentials: { accessKeyId: string; secretAccessKey: string };
    }>('credentials');
    await reaches(
      addCamera({ channel, region, endpoint }, { getToken: () => Promise.resolve(credentials) }),
      'live',
    );
    expect(awsFiles()).not.to.deep.equal([]);
  });
});
