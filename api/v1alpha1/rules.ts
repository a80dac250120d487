import type { Validation } from '../schema/json-schema.ts';

/*
 * Rules that kube-apiserver enforces on records by itself, in CEL. They guard what must hold whoever writes; everything that needs words
 * or knowledge is in api/validate, which has these as well: each with the same field, reason and text, so that a client is told once. Lists and texts in the schemas are bounded so that these stay within the cost that a CRD may have.
 */

/**
 * Backup and Restore are jobs. Their rights were checked for the requester when they were created; a spec that could change afterwards
 * would run with the identity of the first requester.
 */
export function immutableSpec(kind: string): Validation {
  return {
    rule: 'self == oldSelf',
    message: `a ${kind} cannot be changed once it exists, because it runs with the rights of the one who created it; create another ${kind}`,
    reason: 'FieldValueForbidden',
  };
}

/** Says of each field of such a spec whether it is it that was changed. The requester is not among them: the server puts it back. */
export function immutableFields(fields: readonly string[]): Validation[] {
  return fields.map((field) => ({
    rule: `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`,
    message: 'field is immutable',
    reason: 'FieldValueForbidden',
    fieldPath: `.${field}`,
  }));
}

export const oneSelector = {
  rule: '!has(self.labelSelector) || !has(self.orLabelSelectors) || size(self.orLabelSelectors) == 0',
  message: 'cannot be used together with labelSelector; put all of it into one of the two',
  reason: 'FieldValueForbidden',
  fieldPath: '.orLabelSelectors',
} as const satisfies Validation;

const backupNamed = "(has(self.backupName) && self.backupName != '')";
const scheduleNamed = "(has(self.scheduleName) && self.scheduleName != '')";

/** Of a Restore's two sources: one, and not both. */
export const someSource = {
  rule: `${backupNamed} || ${scheduleNamed}`,
  message: 'set exactly one of backupName and scheduleName',
  reason: 'FieldValueRequired',
  fieldPath: '.backupName',
} as const satisfies Validation;

export const oneSource = {
  rule: `!${backupNamed} || !${scheduleNamed}`,
  message: someSource.message,
  reason: 'FieldValueForbidden',
  fieldPath: '.scheduleName',
} as const satisfies Validation;

/** Of the two kinds of step in a hook of a Restore: one, and not both. */
export const someStep = {
  rule: 'has(self.exec) || has(self.init)',
  message: 'set exactly one of exec and init',
  reason: 'FieldValueRequired',
  fieldPath: '.exec',
} as const satisfies Validation;

export const oneStep = {
  rule: '!has(self.exec) || !has(self.init)',
  message: someStep.message,
  reason: 'FieldValueForbidden',
  fieldPath: '.init',
} as const satisfies Validation;

export const oneCertificate = {
  rule: '!has(self.caCert) || !has(self.caCertRef)',
  message: 'cannot be used together with caCertRef; keep caCertRef',
  reason: 'FieldValueForbidden',
  fieldPath: '.caCert',
} as const satisfies Validation;

export const someCron = {
  rule: "self.trim() != ''",
  message: 'must be a cron expression, as in "0 3 * * *"',
  reason: 'FieldValueRequired',
} as const satisfies Validation;

/** A Backup of a Schedule is named `<schedule>-<14 digits>`, and a name has at most 253 characters. */
export const longestScheduleName = 253 - 15;

export const roomForTime = {
  rule: `size(self.metadata.name) <= ${longestScheduleName}`,
  message: `must be at most ${longestScheduleName} characters long: the time is appended for the name of each Backup`,
  fieldPath: '.metadata.name',
} as const satisfies Validation;

/**
 * The requester of a Schedule is whoever last changed what runs. So it stays as it is while that stays, and is never lost.
 */
export const requesterFollowsSpec: Validation[] = [
  {
    rule: '!has(oldSelf.requester) || has(self.requester)',
    message: 'requester cannot be removed',
    reason: 'FieldValueForbidden',
  },
  {
    rule: [
      '!has(oldSelf.requester) || !has(self.requester) || self.requester == oldSelf.requester',
      'self.template != oldSelf.template || self.schedule != oldSelf.schedule',
      // `self.?serviceAccountName.orValue('')` would be shorter; kube-apiserver cannot bound its cost.
      'has(self.serviceAccountName) != has(oldSelf.serviceAccountName)',
      '(has(self.serviceAccountName) && self.serviceAccountName != oldSelf.serviceAccountName)',
    ].join(' || '),
    message:
      'requester changes only together with schedule, template or serviceAccountName: it is whoever last changed them',
    reason: 'FieldValueForbidden',
  },
];
