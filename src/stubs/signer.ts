/** Stands for the KVS library's own signer: tickets are signed before they reach the signaling client. */
export class SigV4RequestSigner {
  getSignedURL(): Promise<string> {
    return Promise.reject(new Error('Tickets are signed by the server or by presign.ts.'));
  }
}
