import { createHash } from 'node:crypto';

/** A name as the value of a label: those of more than 63 characters are cut and told apart by a hash, exactly as Velero's GetValidName does it. */
export function labelValue(name: string): string {
  if (name.length <= 63) return name;
  return name.slice(0, 57) + createHash('sha256').update(name).digest('hex').slice(0, 6);
}
