import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { crdFor } from '../api/crd/crd-for.ts';
import { kinds, storedKinds } from '../api/kinds.ts';
import { errorsPage } from '../api/reference/errors-page.ts';
import { fillKindPage, pageName } from '../api/reference/kind-page.ts';
import { admissionPolicy } from './admission-policy.ts';
import { processRoles } from './process-roles.ts';
import { userRoles } from './user-roles.ts';

const root = path.join(import.meta.dirname, '..');

/**
 * Every file that is made from the kinds, as it should be: path from the root of the project to text. The same sources give the same
 * bytes. A kind's page is partly written by people, so it is read and only its generated parts are renewed.
 */
export function generatedFiles(): Map<string, string> {
  const roles = [...processRoles(storedKinds), ...userRoles(kinds)];
  const pages = kinds.map((kind): [string, string] => {
    const file = `docs/reference/${pageName(kind)}`;
    return [file, fillKindPage(readFileSync(path.join(root, file), 'utf8'), kind)];
  });
  return new Map([
    ['manifests/base/generated/crds.yaml', yaml(storedKinds.map((kind) => ({ object: crdFor(kind) })))],
    ['manifests/base/generated/cluster-roles.yaml', yaml(roles)],
    ['manifests/base/generated/admission-policy.yaml', yaml(admissionPolicy().map((object) => ({ object })))],
    ['docs/reference/errors.md', errorsPage()],
    ...pages,
  ]);
}

function yaml(documents: { comment?: string; object: object }[]): string {
  const texts = documents.map(({ comment = '', object }) => {
    const above = comment === '' ? '' : `${comment.replaceAll(/^/gm, '# ')}\n`;
    return above + stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
  });
  return `# Made by npm run generate from api/ and manifests/. Do not edit.\n${texts.join('---\n')}`;
}
