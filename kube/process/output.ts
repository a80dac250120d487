/** Where a command prints: results on `out`, everything else on `err`. */
export interface Output {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  /** True when `out` is a terminal: progress bars and colours are for it alone. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Width of the terminal in columns; 80 when there is none. */
  readonly columns: number;
}

export function processOutput(): Output {
  return {
    out: process.stdout,
    err: process.stderr,
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    columns: process.stdout.columns || 80,
  };
}

/** Standard input, for `-f -`. */
export function processInput(): NodeJS.ReadableStream {
  return process.stdin;
}
