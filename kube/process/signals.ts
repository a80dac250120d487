/** What ends a process from outside. */
export interface Shutdown {
  /** Aborted at the first SIGTERM or SIGINT; its reason is an Error naming the signal. */
  readonly signal: AbortSignal;
  /** Stops listening (the signals' default action is back). */
  close(): void;
}

/** Turns SIGTERM and SIGINT into an AbortSignal. A second one ends the process at once with 128 + the signal's number. */
export function listenForShutdown(): Shutdown {
  const controller = new AbortController();
  const onTerm = (): void => stop(controller, 'SIGTERM', 143);
  const onInt = (): void => stop(controller, 'SIGINT', 130);
  process.on('SIGTERM', onTerm);
  process.on('SIGINT', onInt);
  return {
    signal: controller.signal,
    close() {
      process.off('SIGTERM', onTerm);
      process.off('SIGINT', onInt);
    },
  };
}

function stop(controller: AbortController, name: string, code: number): void {
  if (controller.signal.aborted) process.exit(code);
  controller.abort(new Error(`stopped by ${name}`));
}
