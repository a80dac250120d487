import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Leave everything running at the end and print the KUBECONFIG. */
  keep: boolean;
  /** Keep backups in the S3 server instead of a directory. */
  s3: boolean;
  /** End with one line of JSON on stdout; the narration goes to stderr. */
  json: boolean;
}

export function demoOptions(args: string[]): DemoOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        keep: { type: 'boolean', default: false },
        s3: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: npm run demo -- [--keep] [--s3] [--json]`, { cause: error });
  }
}
