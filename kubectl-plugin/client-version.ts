import manifest from '../package.json' with { type: 'json' };

/** The release, `v0.1.0`. The bundle carries it. */
export const clientVersion = `v${manifest.version}`;
