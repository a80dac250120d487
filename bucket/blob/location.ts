/** What a BackupStorageLocation says about where its bytes are. */
export interface BlobLocation {
  /** `aws`, `velero.io/aws` or `s3`; `filesystem` or `velero.io/fs`. */
  provider: string;
  bucket: string;
  /** Directory in the bucket that everything is under; slashes at its ends are ignored. */
  prefix?: string | undefined;
  /** Velero's keys; an unknown one is refused by name. */
  config?: Readonly<Record<string, string>> | undefined;
  /** PEM; trusted by this store alone. */
  caCert?: string | undefined;
  /** AWS INI text with static keys only. */
  credential?: string | undefined;
}

/** What a process gives to all its locations, and refuses them. */
export interface BlobDependencies {
  /** Directory that `filesystem` locations live in. Without it they are refused: a location must not name any path of this machine. */
  filesystemRoot?: string | undefined;
  /** Use the credentials of the process (IRSA, instance role, environment) when `credential` is absent. Never for a tenant's location. */
  ambientCredentials?: boolean | undefined;
  /** Content of the config key `customerKeyEncryptionSecret` ("secret/key"): exactly 32 bytes, read by the caller; used whenever it is given. */
  customerKey?: Buffer | undefined;
  /** Says whether an IP address may be connected to; asked for the very address that is then used. */
  addressAllowed?: ((address: string) => boolean) | undefined;
}

/** A location that cannot be opened as it is written: nothing was sent. */
export class LocationError extends Error {
  /** Which part of it, from the spec of a BackupStorageLocation: `config.s3Url`, `objectStorage.bucket`, `credential`. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }

  override get name(): string {
    return 'LocationError';
  }
}

/** `a/b/` for `/a/b/`; empty for none. @throws {LocationError} */
export function prefixOf(location: BlobLocation): string {
  const segments = (location.prefix ?? '').replace(/^\/+|\/+$/g, '').split('/');
  if (segments.length === 1 && segments[0] === '') return '';
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..' || /\p{Cc}/u.test(segment))) {
    throw new LocationError(
      'objectStorage.prefix',
      'every part between slashes must be a name, not empty, "." or ".."',
    );
  }
  return `${segments.join('/')}/`;
}

/** Refuses config keys that this provider does not know, by name. */
export function checkConfigKeys(location: BlobLocation, known: readonly string[]): Readonly<Record<string, string>> {
  const config = location.config ?? {};
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const name = unknown.slice(0, 100);
    throw new LocationError(
      `config.${name}`,
      `provider ${location.provider} knows no such key; it knows ${known.join(', ')}`,
    );
  }
  return config;
}
