import { entry } from '../entry.ts';

/** Errors that kubectl backup prints before it has asked a server. */
export const pluginErrors = {
  NoSuchKubeconfig: entry(
    400,
    'the kubeconfig {path} cannot be read: {detail}',
    'set KUBECONFIG or --kubeconfig to one that exists',
  ),
} as const;
