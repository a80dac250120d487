import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { Env } from '../process/env.ts';
import { ConfigError } from './config-error.ts';
import type { Identity } from './identity.ts';

/** A kubeconfig and what @kubernetes/client-node's reader leaves out of it. */
export interface LoadedConfig {
  config: KubeConfig;
  /** For messages: the files, or where else it is from. */
  source: string;
  /** By user name. */
  extras: Map<string, UserExtras>;
}

export interface UserExtras {
  tokenFile?: string;
  impersonate?: Identity;
}

const serviceAccountToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * By `--kubeconfig`, `KUBECONFIG` (several files: the first to name a thing wins, missing ones are skipped), `~/.kube/config`, or the
 * pod's ServiceAccount. Undefined when there is none of them.
 * @throws {ConfigError} when a file cannot be read.
 */
export function loadKubeconfig(env: Env, file?: string): LoadedConfig | undefined {
  const files = file === undefined ? filesFromEnv(env) : [file];
  if (files.length > 0) return mergeFiles(files);
  if (env['KUBERNETES_SERVICE_HOST'] === undefined || !existsSync(serviceAccountToken)) return undefined;
  const config = new KubeConfig();
  config.loadFromCluster();
  return { config, source: "the pod's ServiceAccount", extras: new Map() };
}

function filesFromEnv(env: Env): string[] {
  const listed = env['KUBECONFIG'] ?? '';
  if (listed !== '') {
    const files = listed.split(delimiter).filter((one) => one !== '' && existsSync(one));
    if (files.length === 0) throw new ConfigError(`KUBECONFIG names no file that exists: ${listed}`);
    return files;
  }
  const home = env['HOME'] ?? env['USERPROFILE'];
  const usual = home === undefined ? '' : join(home, '.kube', 'config');
  return existsSync(usual) ? [usual] : [];
}

function mergeFiles(files: readonly string[]): LoadedConfig {
  const merged = new KubeConfig();
  const extras = new Map<string, UserExtras>();
  for (const file of files) {
    const one = readFile(file);
    merged.clusters = withNew(merged.clusters, one.clusters);
    merged.users = withNew(merged.users, one.users);
    merged.contexts = withNew(merged.contexts, one.contexts);
    merged.currentContext ??= one.currentContext;
    for (const [name, extra] of readExtras(file)) if (!extras.has(name)) extras.set(name, extra);
  }
  return { config: merged, source: files.join(', '), extras };
}

function readFile(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`cannot read the kubeconfig ${file}: ${why}`, { cause: error });
  }
  return config;
}

function withNew<T extends { name: string }>(known: T[], more: T[]): T[] {
  return [...known, ...more.filter(({ name }) => !known.some((one) => one.name === name))];
}

interface RawUser {
  tokenFile?: string;
  as?: string;
  'as-uid'?: string;
  'as-groups'?: string[];
  'as-user-extra'?: Record<string, string[]>;
}

function readExtras(file: string): [string, UserExtras][] {
  const raw: { users?: { name: string; user?: RawUser }[] } | null = parse(readFileSync(file, 'utf8'));
  return (raw?.users ?? []).map(({ name, user }) => [name, toExtras(user ?? {}, dirname(file))]);
}

function toExtras(user: RawUser, folder: string): UserExtras {
  return {
    ...(user.tokenFile === undefined ? {} : { tokenFile: resolve(folder, user.tokenFile) }),
    ...(user.as === undefined ? {} : { impersonate: toIdentity(user.as, user) }),
  };
}

function toIdentity(username: string, user: RawUser): Identity {
  return {
    username,
    ...(user['as-uid'] === undefined ? {} : { uid: user['as-uid'] }),
    ...(user['as-groups'] === undefined ? {} : { groups: user['as-groups'] }),
    ...(user['as-user-extra'] === undefined ? {} : { extra: user['as-user-extra'] }),
  };
}
