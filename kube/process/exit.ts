import type { Log } from './log.ts';

/** Ends the process once its output is written: sets the exit code and lets the event loop run dry. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** Ends the process now. For `main.ts` after a clean shutdown, and when leadership is lost. */
export function exit(code: number): never {
  process.exit(code);
}

/** A rejection or exception that nobody handled is a bug: it is logged and ends the process, so that the pod restarts. */
export function crashOnUnhandled(log: Log): void {
  process.on('unhandledRejection', (error) => crash(log, 'unhandled rejection', error));
  process.on('uncaughtException', (error) => crash(log, 'uncaught exception', error));
}

function crash(log: Log, message: string, error: unknown): never {
  log.error(message, { error });
  process.exit(70);
}
