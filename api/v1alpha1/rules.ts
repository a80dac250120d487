import type { Validation } from '../schema/json-schema.ts';

/*
 * Rules that kube-apiserver enforces on records by itself, in CEL. They guard what must hold whoever writes; everything that needs words
 * or knowledge is in api/validate. Lists and texts in the schemas are bounded so that these stay within the cost that a CRD may have.
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

export const oneSelector: Validation = {
  rule: '!has(self.labelSelector) || !has(self.orLabelSelectors) || size(self.orLabelSelectors) == 0',
  message: 'orLabelSelectors cannot be used together with labelSelector',
};

export const oneSource: Validation = {
  rule: "(has(self.backupName) && self.backupName != '') != (has(self.scheduleName) && self.scheduleName != '')",
  message: 'set exactly one of backupName and scheduleName',
};

export const oneStep: Validation = {
  rule: 'has(self.exec) != has(self.init)',
  message: 'set exactly one of exec and init',
};

export const oneCertificate: Validation = {
  rule: '!has(self.caCert) || !has(self.caCertRef)',
  message: 'caCert cannot be used together with caCertRef; keep caCertRef',
};

export const someCron: Validation = {
  rule: "self.trim() != ''",
  message: 'must be a cron expression, as in "0 3 * * *"',
};

/** A Backup of a Schedule is named `<schedule>-<14 digits>`, and a name has at most 253 characters. */
export const roomForTime: Validation = {
  rule: 'size(self.metadata.name) <= 238',
  message: 'the name must be at most 238 characters long: the time is appended for the name of each Backup',
};

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
