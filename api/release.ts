import manifest from '../package.json' with { type: 'json' };

/** The release of Stowage that this is, as in `0.1.0`. Bundles carry it. */
export const release: string = manifest.version;
