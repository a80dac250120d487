import type { Command, Option } from 'commander';
import { allKinds, backups, kindOfWord, locations, restorePoints, restores, schedules } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';

/** A candidate and what it is, for the shells that show it. */
export type Candidate = [text: string, description?: string];

/** Where candidates come from: fixed words, names of objects in the cluster, or the shell's own file completion. */
export type Source = { words?: readonly Candidate[]; names?: KindWords | 'namespaces' } | 'files';

const nothing: Source = {};

/** What the value of a flag may be. */
export function valueSource(option: Option): Source {
  const words = option.argChoices?.map((word): Candidate => [withArgument.test(word) ? `${word}=` : word]);
  return words === undefined ? (byFlag[option.name()] ?? nothing) : { words };
}

const withArgument = /^(?:jsonpath|custom-columns)$/;

const byFlag: Record<string, Source> = {
  namespace: { names: 'namespaces' },
  'include-namespaces': { names: 'namespaces' },
  'exclude-namespaces': { names: 'namespaces' },
  'from-namespace': { names: 'namespaces' },
  'from-backup': { names: backups },
  'from-schedule': { names: schedules },
  'storage-location': { names: locations },
  provider: { words: [['aws'], ['filesystem']] },
  output: 'files',
  kubeconfig: 'files',
  cacert: 'files',
  'certificate-authority': 'files',
  'client-certificate': 'files',
  'client-key': 'files',
  'cache-dir': 'files',
};

const typeWords: readonly Candidate[] = allKinds.map(({ plural, kind }) => [plural, kind]);

/** What the next word that is no flag may be. */
export function positionalSource(command: Command, args: readonly string[]): Source {
  const parent = command.parent?.name() ?? '';
  const noun = nounKinds[parent];
  if (noun) return nounSource(noun, command.name(), args);
  return byVerb[command.name()]?.(args) ?? nothing;
}

const nounKinds: Record<string, KindWords> = { restore: restores, schedule: schedules, location: locations };

function nounSource(kind: KindWords, verb: string, args: readonly string[]): Source {
  if (verb === 'create') return nothing;
  return args.length === 0 || ['get', 'describe', 'delete', 'pause', 'resume'].includes(verb)
    ? { names: kind }
    : nothing;
}

const byVerb: Record<string, (args: readonly string[]) => Source> = {
  get: targets,
  describe: targets,
  delete: targets,
  logs: first,
  points: () => ({ names: restorePoints }),
  download: first,
  ls: first,
  cat: first,
  restore: first,
  completion: ([done]) => (done === undefined ? { words: [['bash'], ['zsh'], ['fish']] } : nothing),
};

/** `[TYPE] [NAME...]` */
function targets([type]: readonly string[]): Source {
  if (type === undefined) return { words: typeWords, names: backups };
  return { names: kindOfWord(type) ?? backups };
}

/** One backup. */
function first(args: readonly string[]): Source {
  return args.length === 0 ? { names: backups } : nothing;
}
