/** The command line cannot be understood. Printed with the way to the command's help; exit code 1, as kubectl. */
export class UsageError extends Error {
  override name = 'UsageError';
}
