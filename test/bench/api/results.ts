import { aligned } from '../report.ts';

/** A request through Stowage beside the same on the record's CRD. */
export interface RequestResult {
  name: string;
  /** Seconds of one request at a time over one connection that is kept, to the last byte: medians over all rounds. */
  stowage: number;
  floor: number;
  /** `stowage / floor`. */
  ratio: number;
  /** The lowest and the highest ratio of a round. */
  spread: [number, number];
  /** What the ratio is to be at most. */
  goal: number;
  met: boolean;
  /** Requests of Stowage's apiserver to kube-apiserver for one of ours, out of the audit log. */
  calls: number;
  /** Requests a second over so many connections at once, medians of the rounds, and ours as a part of the CRD's. Null where it is not measured. */
  throughput: { connections: number; stowage: number; floor: number; ratio: number } | null;
}

/** Watches through Stowage beside those of the record's CRD. */
export interface WatchResult {
  name: string;
  watchers: number;
  /** Events that each side's watchers together were to get. */
  events: number;
  /** Milliseconds from sending the write to having the event. */
  stowageMs: Percentiles;
  floorMs: Percentiles;
  /** `stowageMs - floorMs`. */
  addedMs: Percentiles;
  /** The lowest and the highest added p99 of a round. */
  spreadMs: [number, number];
  /** Events that did not come, on our side. */
  lost: number;
  /** What the added p99 is to be at most. */
  goalMs: number;
  met: boolean;
}

export interface Percentiles {
  p50: number;
  p99: number;
}

export type ApiRow = RequestResult | WatchResult;

/** The rows for a reader. */
export function apiTable(rows: readonly ApiRow[]): string {
  return aligned(rows.map((row) => ('watchers' in row ? watchLine(row) : requestLine(row))));
}

function requestLine(row: RequestResult): string[] {
  const { throughput } = row;
  return [
    row.name,
    `${row.ratio.toFixed(2)}x the CRD`,
    `(${row.spread.map((ratio) => ratio.toFixed(2)).join(' to ')})`,
    `goal ${row.goal}x${row.met ? '' : ', SHORT OF IT'}`,
    `${row.calls.toFixed(1)} calls behind it`,
    throughput === null
      ? ''
      : `${throughput.ratio.toFixed(2)}x the CRD's requests/s on ${throughput.connections} connections`,
    `(${ms(row.stowage)}; CRD ${ms(row.floor)})`,
  ];
}

function watchLine(row: WatchResult): string[] {
  return [
    row.name,
    `${added(row.addedMs.p99)} at p99`,
    `(${row.spreadMs.map((value) => value.toFixed(1)).join(' to ')})`,
    `goal +${row.goalMs} ms${row.met ? '' : ', SHORT OF IT'}`,
    `${row.lost} of ${row.events} events lost`,
    `${added(row.addedMs.p50)} at p50`,
    `(p50 ${row.stowageMs.p50.toFixed(1)} ms, p99 ${row.stowageMs.p99.toFixed(1)} ms; CRD ${row.floorMs.p50.toFixed(1)}, ${row.floorMs.p99.toFixed(1)} ms)`,
  ];
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`;
}

function added(milliseconds: number): string {
  return `${milliseconds < 0 ? '' : '+'}${milliseconds.toFixed(1)} ms`;
}
