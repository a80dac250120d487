/** The programs that the test cluster is made of, each built from a pinned module of `../modules`. */

import { BuildError } from './build-error.ts';

export type ProgramName =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl' | 'versitygw' | 'velero-plugin-for-aws' | 'velero';

export interface Program {
  name: ProgramName;
  version: string;
  /** Directory below `../modules`. */
  module: string;
  /** Go import path of its main package. */
  package: string;
  /** Go variables that the linker sets: without them a program says that it has no version. */
  variables: Record<string, string>;
}

/** In the order of building: what every test needs first, Velero (only for comparisons) last. */
export const programs: readonly Program[] = [
  {
    name: 'etcd',
    version: 'v3.6.8',
    module: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    variables: {},
  },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kubectl'),
  {
    name: 'versitygw',
    version: 'v1.8.0',
    module: 'versitygw',
    package: 'github.com/versity/versitygw/cmd/versitygw',
    variables: { 'main.Version': 'v1.8.0' },
  },
  {
    name: 'velero-plugin-for-aws',
    version: 'v1.14.3',
    module: 'velero-plugin-for-aws',
    package: 'github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws',
    variables: {},
  },
  {
    name: 'velero',
    version: 'v1.18.3',
    module: 'velero',
    package: 'github.com/vmware-tanzu/velero/cmd/velero',
    variables: {
      'github.com/vmware-tanzu/velero/pkg/buildinfo.Version': 'v1.18.3',
      'github.com/vmware-tanzu/velero/pkg/buildinfo.GitTreeState': 'clean',
    },
  },
];

export function programByName(name: string): Program {
  const found = programs.find((program) => program.name === name);
  if (found !== undefined) return found;
  throw new BuildError(`there is no program "${name}" to build; there are ${programs.map((p) => p.name).join(', ')}`);
}

function kubernetes(name: 'kube-apiserver' | 'kube-controller-manager' | 'kubectl'): Program {
  const variables: Record<string, string> = {};
  for (const holder of ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']) {
    variables[`${holder}.gitVersion`] = 'v1.34.4';
    variables[`${holder}.gitMajor`] = '1';
    variables[`${holder}.gitMinor`] = '34';
    variables[`${holder}.gitTreeState`] = 'clean';
  }
  return { name, version: 'v1.34.4', module: 'kubernetes', package: `k8s.io/kubernetes/cmd/${name}`, variables };
}
