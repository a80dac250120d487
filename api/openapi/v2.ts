import { version } from '../groups.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { Content, Method, OpenApiSchema, Operation, Parameter, PathItem } from './document.ts';
import { paths } from './paths.ts';
import { schemas } from './schemas.ts';

/** A Swagger 2.0 document. Its parts are not typed further: nothing but the aggregator reads it. */
export interface OpenApiV2 {
  swagger: '2.0';
  info: { title: string; version: string };
  paths: Record<string, Record<string, unknown>>;
  definitions: Record<string, unknown>;
}

/**
 * The document behind /openapi/v2, turned out of the v3 one: definitions instead of components, a body parameter instead of requestBody,
 * plain references instead of `allOf`, and no defaults, as kube-apiserver does for custom resources.
 */
export function openApiV2(kinds: readonly KindDefinition[], release: string = version): OpenApiV2 {
  return {
    swagger: '2.0',
    info: { title: 'Stowage', version: release },
    paths: mapValues(paths(kinds), pathItem),
    definitions: mapValues(schemas(kinds), schemaOf),
  };
}

const methods: readonly Method[] = ['get', 'put', 'post', 'patch', 'delete'];

function pathItem(item: PathItem): Record<string, unknown> {
  const operations = methods.flatMap((method) => {
    const found = item[method];
    return found ? [[method, operation(found)]] : [];
  });
  return { ...(Object.fromEntries(operations) as object), parameters: item.parameters.map(parameter) };
}

function operation(of: Operation): Record<string, unknown> {
  const { requestBody, responses, parameters = [], ...rest } = of;
  return {
    ...rest,
    consumes: requestBody ? Object.keys(requestBody.content) : ['*/*'],
    produces: Object.keys(responses['200']?.content ?? {}),
    schemes: ['https'],
    parameters: [...(requestBody ? [bodyParameter(requestBody)] : []), ...parameters.map(parameter)],
    responses: mapValues(responses, ({ description, content }) => ({
      description,
      ...(content ? { schema: firstSchema(content) } : {}),
    })),
  };
}

function bodyParameter(body: { required?: boolean; content: Content }): Record<string, unknown> {
  return { in: 'body', name: 'body', ...(body.required ? { required: true } : {}), schema: firstSchema(body.content) };
}

function firstSchema(content: Content): unknown {
  return Object.values(content)
    .slice(0, 1)
    .map(({ schema }) => schemaOf(schema))[0];
}

function parameter({ schema, ...rest }: Parameter): Record<string, unknown> {
  return { ...rest, ...schema };
}

function schemaOf(schema: OpenApiSchema): Record<string, unknown> {
  const { default: _, $ref, allOf, items, properties, additionalProperties, ...rest } = schema;
  const target = $ref ?? allOf?.[0]?.$ref;
  // kubectl cannot read an object of unknown fields that also says its type.
  if (rest['x-kubernetes-preserve-unknown-fields']) delete rest.type;
  return {
    ...rest,
    ...(target ? { $ref: target.replace('#/components/schemas/', '#/definitions/') } : {}),
    ...(items ? { items: schemaOf(items) } : {}),
    ...(properties ? { properties: mapValues(properties, schemaOf) } : {}),
    ...(additionalProperties ? { additionalProperties: schemaOf(additionalProperties) } : {}),
  };
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
