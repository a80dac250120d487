import { CommanderError } from 'commander';
import { controllersAccount } from '../api/groups.ts';
import { loadConnection } from '../kube/client/config.ts';
import { processArguments, processEnv } from '../kube/process/env.ts';
import { crashOnUnhandled, exit } from '../kube/process/exit.ts';
import { createLog } from '../kube/process/log.ts';
import { listenForShutdown } from '../kube/process/signals.ts';
import { readOptions } from './options.ts';
import type { ControllersOptions } from './options.ts';
import { serve } from './serve.ts';

const options = readFlags();
const env = processEnv();
const log = createLog({ level: options.logLevel, fields: { component: controllersAccount } });
crashOnUnhandled(log);
const shutdown = listenForShutdown();
try {
  const connection = await loadConnection(
    env,
    options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig },
  );
  const end = await serve({ options, env, connection, log, shutdown: shutdown.signal });
  log.info('ended', { end });
  exit(end === 'lost' ? 1 : 0);
} catch (error) {
  log.error('cannot go on', { error });
  exit(1);
}

function readFlags(): ControllersOptions {
  try {
    return readOptions(processArguments());
  } catch (error) {
    // commander has printed what is wrong with the flags, or the help.
    return exit(error instanceof CommanderError ? error.exitCode : 64);
  }
}
