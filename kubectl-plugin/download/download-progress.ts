import { bytesText } from '../output/bytes-text.ts';
import type { Session } from '../session/session.ts';

/** Says how far a download is: a bar on a terminal, a line every ten seconds elsewhere, nothing if quiet. */
export interface DownloadProgress {
  /** Begins with what an earlier run has fetched. */
  begin(bytes: number): void;
  add(bytes: number): void;
  end(): void;
}

/** A bar on a terminal, lines elsewhere. @param size of the whole, in bytes */
export async function downloadProgress(session: Session, name: string, size: number): Promise<DownloadProgress> {
  return session.output.errIsTerminal ? await bar(session, name, size) : lineProgress(session, size);
}

export const silentProgress: DownloadProgress = { begin: () => undefined, add: () => undefined, end: () => undefined };

async function bar(session: Session, name: string, size: number): Promise<DownloadProgress> {
  const { default: progress } = await import('cli-progress');
  const shown = new progress.SingleBar({
    stream: session.output.err,
    format: `${name} [{bar}] {percentage}% {done} of {all} {eta_formatted}`,
    barsize: Math.max(10, Math.min(40, session.output.columns - name.length - 45)),
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    gracefulExit: false,
    etaBuffer: 50,
  });
  let value = 0;
  const payload = (): object => ({ done: bytesText(value), all: bytesText(size) });
  return {
    begin: (bytes) => shown.start(size, (value = bytes), payload()),
    add: (bytes) => shown.update((value += bytes), payload()),
    end: () => shown.stop(),
  };
}

const everyMs = 10_000;

function lineProgress(session: Session, size: number): DownloadProgress {
  let value = 0;
  let toldAt = session.clock.monotonic();
  return {
    begin: (bytes) => {
      value = bytes;
    },
    add(bytes) {
      value += bytes;
      const now = session.clock.monotonic();
      if (now - toldAt < everyMs) return;
      toldAt = now;
      session.note(`${bytesText(value)} of ${bytesText(size)} (${Math.floor((100 * value) / size)}%)`);
    },
    end: () => undefined,
  };
}
