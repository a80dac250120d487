import type { BlobStore } from './blob-store.ts';

/** What a BackupStorageLocation says about where its bytes are. */
export interface BlobLocation {
  /** `aws`, `velero.io/aws` or `s3`; `filesystem` or `velero.io/fs`. */
  provider: string;
  bucket: string;
  prefix?: string | undefined;
  /** Velero's keys; an unknown one is refused by name. */
  config?: Readonly<Record<string, string>> | undefined;
  /** PEM; trusted by this store alone. */
  caCert?: string | undefined;
  /** AWS INI text with static keys only. */
  credential?: string | undefined;
}

export interface BlobDependencies {
  now: () => Date;
  /** Directory that `filesystem` locations live in. Without it they are refused: a location must not name any path of this machine. */
  filesystemRoot?: string | undefined;
  /** Use the credentials of the process (IRSA, instance role, environment) when `credential` is absent. Never for a tenant's location. */
  ambientCredentials?: boolean | undefined;
  /** Content of the config key `customerKeyEncryptionSecret` ("secret/key"): exactly 32 bytes, read by the caller. */
  customerKey?: Buffer | undefined;
  /** Says whether an IP address may be connected to; asked for the very address that is then used. */
  addressAllowed?: ((address: string) => boolean) | undefined;
}

/** Opens a location. Nothing is sent yet: `layout/probe.ts` finds out whether it works. */
export function openBlobStore(location: BlobLocation, dependencies: BlobDependencies): BlobStore {
  throw new Error(`not built yet: ${location.provider} ${String(dependencies.now)}`);
}
