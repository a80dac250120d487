import type { StoredKind } from '../../api/kinds.ts';
import type { FieldError } from '../../api/validate/field-error.ts';
import type { User } from '../server/user.ts';
import type { JsonObject } from '../translate/json.ts';

/** Who writes what where. */
export interface WriteContext {
  user: User;
  /** Of the request's path. */
  namespace: string;
  /** Sends a Warning header to the client. */
  warn: (text: string) => void;
}

/**
 * What one kind does to an object between a client and the record: everything that a plain CRD could not. Objects are in the served form
 * and unchecked: any member may have any type. None of the functions changes its argument.
 */
export interface Strategy {
  kind: StoredKind;
  /** Fills in what the server owns and defaults. */
  prepareForCreate(object: JsonObject, context: WriteContext): Promise<JsonObject>;
  /** Puts back what a client cannot change. */
  prepareForUpdate(object: JsonObject, stored: JsonObject, context: WriteContext): JsonObject;
  /** Whether an update makes its user the requester; left out where none does. */
  takesOver?(object: JsonObject, stored: JsonObject): boolean;
  /** Whether an update may change the spec, so that the new one has to be validated. */
  mutableSpec: boolean;
  /**
   * Members of spec of which an update has to be looked at, because the server owns them or its rules say more of them than the schema. A
   * patch that names none of them is kube-apiserver's alone.
   */
  judgedSpec: 'all' | readonly string[];
  /** What is wrong with a spec that only others can tell: kube-apiserver, the bucket. The spec fits its schema. */
  check(object: JsonObject, context: WriteContext): Promise<FieldError[]>;
  /** Members of status that decide what is read or deleted in a bucket: not to be written through the API by anybody but an administrator. */
  guardedStatus: readonly string[];
  /** Whether a user's deletion deletes data in the bucket as well. */
  ownsData: boolean;
}
