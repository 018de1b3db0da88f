// What the page needs of an OpenAPI 3 document.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function resolve(document, schema) {
  return schema?.$ref
    ? schema.$ref
        .slice(2)
        .split('/')
        .reduce((node, name) => node?.[name], document)
    : schema;
}

/** The example that a parameter or a media type gives, beside its schema or in it; undefined if there is none. */
function given(document, { example, examples, schema }) {
  const [first] = Object.values(examples ?? {});
  const { example: old, examples: several, default: standard } = resolve(document, schema) ?? {};
  return example ?? resolve(document, first)?.value ?? old ?? several?.[0] ?? standard;
}

/** The place of a path's parameter: the same in every route below it, whatever its name is there. */
function place(path, { name, in: where }, method) {
  return where === 'path'
    ? path.slice(0, path.indexOf(`{${name}}`)).replace(/\{[^}]+\}/g, '{}') + '{}'
    : `${method} ${path} ${where} ${name}`;
}

/** The place of the parameter that names one thing of a collection; null for the path of one thing. */
export const placeBelow = (path) => (path.endsWith('}') ? null : `${path.replace(/\{[^}]+\}/g, '{}')}/{}`);

/**
 * Every route: method, path, what it is for; its parameters, with description, example and the place that keeps what was typed;
 * an example of its body and the names of the body's members; whether it asks for a token.
 */
export function routes(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      const content = resolve(document, operation.requestBody)?.content?.['application/json'];
      const body = content && (given(document, { ...content, schema: undefined }) ?? example(document, content.schema));
      return {
        method: method.toUpperCase(),
        path,
        summary: operation.summary ?? operation.description ?? '',
        secured: (operation.security ?? document.security ?? []).length > 0,
        parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])]
          .map((parameter) => resolve(document, parameter))
          .filter((parameter) => ['path', 'query', 'header'].includes(parameter.in))
          .map((parameter) => ({
            ...parameter,
            example: given(document, parameter),
            place: place(path, parameter, method),
          })),
        body: body && JSON.stringify(body, null, 2),
        members: Object.keys(resolve(document, content?.schema)?.properties ?? {}),
      };
    }),
  );
}

/** A value that a schema allows: its own example, or one made of its parts. */
export function example(document, unresolved, depth = 0) {
  const schema = resolve(document, unresolved) ?? {};
  if (schema.example !== undefined) {
    return schema.example;
  }
  const [given] = schema.examples ?? [];
  if (given !== undefined) {
    return given;
  }
  if (schema.enum) {
    return schema.enum[0];
  }
  const part = schema.allOf?.[0] ?? schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (part) {
    return example(document, part, depth + 1);
  }
  const type = Array.isArray(schema.type) ? schema.type.find((name) => name !== 'null') : schema.type;
  if (type === 'object' || schema.properties) {
    return depth > 5
      ? {}
      : Object.fromEntries(
          Object.entries(schema.properties ?? {})
            .filter(([, property]) => !resolve(document, property).readOnly)
            .map(([name, property]) => [name, example(document, property, depth + 1)]),
        );
  }
  return { array: [], integer: 1, number: 1, boolean: true }[type] ?? 'text';
}

/**
 * A route's address.
 *
 * @param {object} values the parameters' values by name; empty ones are left out of the query
 */
export function addressOf(api, route, values) {
  const path = route.path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams(
    route.parameters
      .filter((parameter) => parameter.in === 'query' && values[parameter.name])
      .map((parameter) => [parameter.name, values[parameter.name]]),
  );
  return api + path + (query.size > 0 ? `?${query}` : '');
}
