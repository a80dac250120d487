/** A kubeconfig, flag or environment that does not lead to a cluster. The message says which and what to do. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigError';
  }
}
