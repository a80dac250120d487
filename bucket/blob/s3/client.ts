import { lookup as dnsLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { BlobError } from '../errors.ts';
import type { S3Config } from './config.ts';

/** More at once than a backup or restore uses; the rest waits for a connection. */
const maxSockets = 32;
/** A bucket that does not take a connection by then is unreachable. */
const connectionTimeout = 4_000;
/** No byte in either direction for this long ends a request. */
const idleTimeout = 60_000;
/** A part of 5 MiB at 20 KB/s; slower than that is unreachable. */
const requestTimeout = 300_000;

/** Called for each address before it is connected to. */
export type AddressAllowed = (address: string) => boolean;

/** Makes a client that takes nothing from the process's environment or files, follows no redirect and trusts what the location says. */
export function s3Client(config: S3Config, addressAllowed: AddressAllowed | undefined): S3Client {
  const agents = { keepAlive: true, maxSockets, ...(addressAllowed && { lookup: guardedLookup(addressAllowed) }) };
  if (addressAllowed) checkLiteral(config.endpoint.hostname, addressAllowed);
  return new S3Client({
    endpoint: config.endpoint.href,
    region: config.region,
    forcePathStyle: config.pathStyle,
    ...(config.credentials && { credentials: config.credentials }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: false,
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: false,
    disableMultiregionAccessPoints: true,
    logger: silent,
    requestHandler: new NodeHttpHandler({
      connectionTimeout,
      requestTimeout,
      socketTimeout: idleTimeout,
      throwOnRequestTimeout: true,
      logger: silent,
      httpAgent: new HttpAgent(agents),
      // Agents of our own also for large bodies: for those the handler would make one that does not know the CA.
      httpsAgent: new HttpsAgent({
        ...agents,
        ...(config.caCert && { ca: [...rootCertificates, config.caCert] }),
        rejectUnauthorized: !config.skipTlsVerify,
      }),
    }),
  });
}

/** The SDK would print to the console; what matters arrives as an error. */
const silent = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function checkLiteral(hostname: string, addressAllowed: AddressAllowed): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !addressAllowed(address)) throw refusedAddress(hostname);
}

/** Checks the addresses that are then connected to: a second resolution could give others (CVE-2020-8562). */
function guardedLookup(addressAllowed: AddressAllowed): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => addressAllowed(address));
      const first = allowed[0];
      if (error || !first) callback(error ?? refusedAddress(hostname), '', 4);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function refusedAddress(hostname: string): BlobError {
  return new BlobError({
    kind: 'Denied',
    message: `connecting to ${hostname} is not allowed here: its address is not on the list of permitted ones`,
  });
}
