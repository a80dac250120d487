import type { Command } from 'commander';
import { errors } from '../../api/errors/catalogue.ts';
import { backups, refOf } from '../cluster/kinds.ts';
import type { ResourceList } from '../describe/details.ts';
import { booleanFlag, choiceFlag, valueFlag } from '../flags/define.ts';
import { UsageError } from '../flags/usage-error.ts';
import { goJson } from '../output/jsonpath/go-format.ts';
import { objectPrinter } from '../output/object-printer.ts';
import type { AnyObject } from '../output/object-printer.ts';
import { alignTabs, tableStops } from '../output/tabs.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addContents(parent: Command, run: MakeAction): void {
  const command = parent
    .command('contents')
    .summary('Browse a backup without downloading it')
    .description('Lists what is in a backup, or prints one object out of it, without downloading the whole archive.');
  addLs(command, run);
  addCat(command, run);
}

interface LsOptions {
  output?: 'json' | 'name';
  headers?: boolean;
}

function addLs(parent: Command, run: MakeAction): void {
  const command = parent
    .command('ls')
    .argument('<backup>', 'name of the backup')
    .argument('[kind]', 'a kind or its plural (Deployment, deployments.apps, apps/v1/Deployment); none is all')
    .summary('List the objects in a backup')
    .description('Lists the objects in a backup.');
  choiceFlag(command, '-o, --output <format>', 'json, or name for KIND/NAME.', ['json', 'name']);
  command.option('--no-headers', "Don't print headers.");
  command.action(run(ls));
}

async function ls(session: Session, { args, options }: Invocation<LsOptions>): Promise<void> {
  const { api, namespace } = await session.cluster();
  const [name = '', kind] = args;
  const all = await api.json<ResourceList>(refOf(backups, { namespace, name, subresource: 'resources' }));
  const wanted = Object.entries(all)
    .filter(([key]) => kind === undefined || isKind(key, kind.toLowerCase()))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (kind !== undefined && wanted.length === 0) {
    const kinds = Object.keys(all).toSorted().join(', ') || 'nothing';
    throw errors.KindNotInBackup({ name, namespace, kind, kinds });
  }
  if (options.output === 'json') return await session.print(`${goJson(Object.fromEntries(wanted), '    ')}\n`);
  const rows = wanted.flatMap(([key, names]) => names.map((each) => row(key, each)));
  if (rows.length === 0) return session.note('No resources found');
  if (options.output === 'name') {
    return await session.print(
      rows.map(([, kindName = '', , object = '']) => `${kindName.toLowerCase()}/${object}\n`).join(''),
    );
  }
  const headers = options.headers === false ? [] : [['APIVERSION', 'KIND', 'NAMESPACE', 'NAME']];
  await session.print(alignTabs([...headers, ...rows], tableStops));
}

/** `apps/v1/Deployment` is meant by itself, `deployment`, `deployments` and `deployments.apps`. The list has no plurals: every form that English knows is taken. */
function isKind(key: string, word: string): boolean {
  const [kind = '', , group = ''] = key.toLowerCase().split('/').toReversed();
  const forms = [kind, `${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies')];
  return word === key.toLowerCase() || forms.some((form) => word === form || word === `${form}.${group}`);
}

function row(key: string, name: string): string[] {
  const at = key.lastIndexOf('/');
  const [object = '', namespace = ''] = name.split('/').toReversed();
  return [key.slice(0, at), key.slice(at + 1), namespace, object];
}

interface CatOptions {
  output?: 'json' | 'yaml';
  fromNamespace?: string;
  showManagedFields?: boolean;
}

function addCat(parent: Command, run: MakeAction): void {
  const command = parent
    .command('cat')
    .argument('<backup>', 'name of the backup')
    .argument('<resource>', 'plural with group (deployments.apps), or RESOURCE/NAME')
    .argument('[name]', 'name of the object')
    .summary('Print one object out of a backup')
    .description('Prints one object out of a backup as it was backed up. Only its part of the archive is read.')
    .addHelpText(
      'after',
      `
Examples:
  kubectl backup contents cat nightly deployments.apps/web
  kubectl backup contents cat all configmaps settings --from-namespace shop -n stowage-system`,
    );
  choiceFlag(command, '-o, --output <format>', 'yaml (default) or json.', ['yaml', 'json']);
  valueFlag(
    command,
    '--from-namespace <name>',
    'Namespace of the object, "" for a cluster-scoped one. Default: the current namespace.',
  );
  booleanFlag(command, '--show-managed-fields', 'Keep metadata.managedFields.');
  command.action(run(cat));
}

async function cat(session: Session, { args, options }: Invocation<CatOptions>): Promise<void> {
  const [backup = '', first = '', second] = args;
  const [resource = '', name] = second === undefined ? first.split('/') : [first, second];
  if (!name) throw new UsageError('name the object: RESOURCE NAME or RESOURCE/NAME');
  const { api, namespace } = await session.cluster();
  const from = options.fromNamespace ?? namespace;
  const query = { resource: resource.toLowerCase(), name, ...(from !== '' && { namespace: from }) };
  const object = await api.json<AnyObject>(refOf(backups, { namespace, name: backup, subresource: 'contents' }), {
    query,
  });
  const printer = await objectPrinter(
    { name: options.output ?? 'yaml', argument: undefined },
    { headers: true, managedFields: options.showManagedFields ?? false },
  );
  await session.print(printer.one(object));
}
