import { servedGroup, version } from '../groups.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { Content, OpenApiSchema, Operation, Parameter } from './document.ts';
import { servedGvk } from './names.ts';

/** What one operation has of its own. */
export interface OperationParts {
  /** As in `x-kubernetes-action`. */
  action: string;
  /** First word of the operationId: list, create, read, replace, patch, delete. */
  verb: string;
  /** Rest of the operationId after the group: NamespacedBackupStatus. */
  target: string;
  description: string;
  parameters?: readonly Parameter[];
  requestBody?: { required?: boolean; content: Content };
  /** Content of the answers by HTTP status. 401 is added. */
  responses: Record<string, Content>;
}

const descriptions: Record<string, string> = {
  '200': 'OK',
  '201': 'Created',
  '202': 'Accepted',
  '206': 'Partial Content',
};

/** The operation in the form and with the names that kube-apiserver gives to those of custom resources. */
export function operation(kind: KindDefinition, parts: OperationParts): Operation {
  const answers = Object.entries(parts.responses).map(([code, answer]) => [
    code,
    { description: descriptions[code] ?? code, content: answer },
  ]);
  return {
    description: parts.description,
    operationId: `${parts.verb}${groupWord}${versionWord}${parts.target}`,
    ...(parts.parameters ? { parameters: parts.parameters } : {}),
    ...(parts.requestBody ? { requestBody: parts.requestBody } : {}),
    responses: { ...Object.fromEntries(answers), '401': { description: 'Unauthorized' } },
    tags: [`${groupWord.charAt(0).toLowerCase()}${groupWord.slice(1)}_${version}`],
    'x-kubernetes-action': parts.action,
    'x-kubernetes-group-version-kind': servedGvk(kind.kind),
  };
}

/** The same schema in each of these media types. */
export function content(schema: OpenApiSchema, mediaTypes: readonly string[]): Content {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

/** Media types of objects, in and out. */
export const objectTypes = ['application/json', 'application/yaml'] as const;

const groupWord = servedGroup
  .split('.')
  .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
  .join('');
const versionWord = version.charAt(0).toUpperCase() + version.slice(1);
