import { Agent, request } from 'undici';

/** Whether a URL is answered 200, on a connection of its own. `tls`: what of the server's certificate is verified, and with which CA. */
export async function isReady(url: string, tls: { ca?: string; rejectUnauthorized?: boolean } = {}): Promise<boolean> {
  const agent = new Agent({ connect: tls });
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent });
    await body.dump();
    return statusCode === 200;
  } finally {
    await agent.destroy();
  }
}
