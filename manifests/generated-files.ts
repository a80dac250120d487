import { stringify } from 'yaml';
import { crdFor } from '../api/crd/crd-for.ts';
import { kinds } from '../api/kinds.ts';
import { admissionPolicy } from './admission-policy.ts';
import { processRoles } from './process-roles.ts';
import { userRoles } from './user-roles.ts';

/** Every generated file of the base: path below manifests/ to text. The same sources give the same bytes. */
export function generatedFiles(): Map<string, string> {
  const roles = [...processRoles(kinds), ...userRoles(kinds)];
  return new Map([
    ['base/generated/crds.yaml', yaml(kinds.map((kind) => ({ object: crdFor(kind) })))],
    ['base/generated/cluster-roles.yaml', yaml(roles)],
    ['base/generated/admission-policy.yaml', yaml(admissionPolicy().map((object) => ({ object })))],
  ]);
}

function yaml(documents: { comment?: string; object: object }[]): string {
  const texts = documents.map(({ comment = '', object }) => {
    const above = comment === '' ? '' : `${comment.replaceAll(/^/gm, '# ')}\n`;
    return above + stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
  });
  return `# Made by npm run generate from api/ and manifests/. Do not edit.\n${texts.join('---\n')}`;
}
