import { checkName } from './account.js';
import type { Operations } from './calls.js';
import { oneOf } from './input.js';

/** The channel's HTTPS host (fact sheet section 2). */
export const ICE_OPERATIONS: Operations = {
  '/v1/get-ice-server-config': {
    name: 'GetIceServerConfig',
    on: 'ChannelARN',
    perSecond: 100,
    perChannel: 5,
    run: async ({ account, input }, channel) => {
      const clientId = input.text('ClientId');
      if (clientId !== undefined) checkName(clientId, 'ClientId');
      oneOf(['TURN'], input.text('Service') ?? 'TURN', 'Service');
      const request = { channelArn: channel.arn, ...(clientId === undefined ? {} : { clientId }) };
      const servers = await account.settings.iceServers(request);
      return { IceServerList: servers.map((server) => ({ Ttl: 300, ...server })) };
    },
  },
};
