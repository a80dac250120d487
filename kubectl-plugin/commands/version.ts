import type { Command } from 'commander';
import { servedApiVersion } from '../../api/groups.ts';
import { release } from '../../api/release.ts';
import { booleanFlag, choiceFlag } from '../flags/define.ts';
import { goJson } from '../output/jsonpath/go-format.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

interface VersionOptions {
  client?: boolean;
  output?: 'json' | 'yaml';
}

export function addVersion(parent: Command, run: MakeAction): void {
  const command = parent
    .command('version')
    .summary('Print the versions of client and server')
    .description('Prints the versions of this program, of Stowage in the cluster and of Kubernetes.');
  booleanFlag(command, '--client', 'The version of this program only: no server is asked.');
  choiceFlag(command, '-o, --output <format>', 'json or yaml.', ['json', 'yaml']);
  command.action(run(version));
}

interface Versions {
  clientVersion: string;
  serverVersion?: string;
  kubernetesVersion?: string;
}

async function version(session: Session, { options }: Invocation<VersionOptions>): Promise<void> {
  const versions: Versions = { clientVersion: `v${release}` };
  let failure: unknown;
  if (!options.client) failure = await addServerVersions(session, versions).catch((error: unknown) => error);
  await session.print(await versionsText(versions, options.output));
  if (failure) throw failure;
}

/** The version of our apiserver stands in its OpenAPI document, which everybody may read. */
async function addServerVersions(session: Session, versions: Versions): Promise<void> {
  const { api } = await session.cluster();
  versions.kubernetesVersion = (await api.json<{ gitVersion: string }>('/version')).gitVersion;
  const document = await api.json<{ info: { version: string } }>(`/openapi/v3/apis/${servedApiVersion}`);
  versions.serverVersion = document.info.version;
}

async function versionsText(versions: Versions, output: VersionOptions['output']): Promise<string> {
  if (output === 'json') return `${goJson(versions, '  ')}\n`;
  if (output === 'yaml') return (await import('../output/yaml.ts')).yamlText(versions);
  const lines = [
    `Client Version: ${versions.clientVersion}`,
    ...(versions.serverVersion ? [`Server Version: ${versions.serverVersion}`] : []),
    ...(versions.kubernetesVersion ? [`Kubernetes Version: ${versions.kubernetesVersion}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
