import type { PrinterColumn } from './kind-definition.ts';

/** A column that is always shown. */
export function column(
  name: string,
  type: PrinterColumn['type'],
  jsonPath: string,
  description: string,
): PrinterColumn {
  return { name, type, description, jsonPath };
}

/** Columns that are shown with `-o wide` only. */
export function wide(...columns: PrinterColumn[]): PrinterColumn[] {
  return columns.map((of) => ({ ...of, priority: 1 }));
}

export const ageColumn = column('Age', 'date', '.metadata.creationTimestamp', 'Time since the object was created.');

export const phaseColumn = column('Status', 'string', '.status.phase', 'The phase.');
