import { release } from '../api/release.ts';

/** The release, `v0.1.0`. */
export const clientVersion = `v${release}`;
