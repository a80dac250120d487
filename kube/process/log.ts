import { destination, pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { redact } from './redact.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type Fields = Record<string, unknown>;

/** A log line is a constant message plus key/values; errors go in the field `error`. Secrets are masked by key. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** The same log with `fields` on every line. */
  child(fields: Fields): Log;
}

export interface LogOptions {
  /** Default `info`. */
  level?: Level;
  /** Written on every line. */
  fields?: Fields;
  /** Default: standard output, written synchronously so that the last line before a crash is not lost. */
  destination?: DestinationStream;
}

/** JSON lines `{"level":"info","time":"<RFC 3339>","msg":...}`. */
export function createLog(options: LogOptions = {}): Log {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? destination({ fd: 1, sync: true }),
  );
  const log = wrap(logger);
  return options.fields === undefined ? log : log.child(options.fields);
}

/** A log that says nothing, for tests and libraries without one. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

function wrap(logger: Logger): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields?: Fields): void => {
      if (!logger.isLevelEnabled(level)) return;
      logger[level](fields === undefined ? {} : redact(fields), message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(logger.child(redact(fields))),
  };
}
