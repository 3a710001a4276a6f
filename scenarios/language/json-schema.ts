import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { scenarioSchema } from './schema.js';

/** The part of JSON Schema (2020-12) that describes a scenario. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  description?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  patternProperties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** The scenario's YAML as a JSON Schema, for editors and for our own hints. */
export function scenarioJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' });
  return { ...(schema as JsonSchema), patternProperties: { '^x-': { description: ownKeys } } };
}

const ownKeys = 'Your own, not looked at: a place to keep anchors.';

/** The schemas (more than one where a value may have several shapes) of the value at `path`. */
export function schemasAt(root: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  let schemas = alternatives(root, root);
  for (const step of path) {
    schemas = schemas.flatMap((schema) => {
      const child = childOf(schema, step);
      return child === undefined ? [] : alternatives(root, child);
    });
  }
  return schemas;
}

/** The keys that a mapping at `path` may have. */
export function keysAt(root: JsonSchema, path: readonly PropertyKey[]): string[] {
  return [
    ...new Set(schemasAt(root, path).flatMap(({ properties }) => Object.keys(properties ?? {}))),
  ];
}

function childOf(schema: JsonSchema, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return schema.items;
  const property = schema.properties?.[String(step)];
  if (property !== undefined) return property;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function alternatives(root: JsonSchema, schema: JsonSchema): JsonSchema[] {
  const target = schema.$ref?.split('/').at(-1);
  const referred = target === undefined ? undefined : root.$defs?.[target];
  if (referred !== undefined) {
    return alternatives(root, referred).map((found) => ({
      ...found,
      ...defined({ description: schema.description }),
    }));
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...branches.flatMap((branch) => alternatives(root, branch))];
}
