import type { PolicyRule } from './rules.ts';

export interface ClusterRole {
  /** Written above the object in the file. */
  comment: string;
  object: {
    apiVersion: 'rbac.authorization.k8s.io/v1';
    kind: 'ClusterRole';
    metadata: { name: string; labels: Record<string, string> };
    rules: PolicyRule[];
  };
}

export const partOf = { 'app.kubernetes.io/part-of': 'stowage' };

/** A ClusterRole, which joins the named built-in one if asked. */
export function clusterRole(
  name: string,
  rules: PolicyRule[],
  options: { comment: string; aggregateTo?: 'view' | 'edit' | 'admin' },
): ClusterRole {
  const { aggregateTo, comment } = options;
  const aggregate = aggregateTo ? { [`rbac.authorization.k8s.io/aggregate-to-${aggregateTo}`]: 'true' } : {};
  return {
    comment,
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name, labels: { ...partOf, ...aggregate } },
      rules,
    },
  };
}
