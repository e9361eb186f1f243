// From openapi.json to TypeScript: each schema an interface, each operation a row {path, query, body, reply}.
// usage: node types.mjs OPENAPI_JSON OUT
import { readFileSync, writeFileSync } from 'node:fs'

const [source, out] = process.argv.slice(2)
const document = JSON.parse(readFileSync(source, 'utf8'))
const last = (ref) => ref.slice(ref.lastIndexOf('/') + 1)

function type(schema) {
  if (schema.$ref) return last(schema.$ref)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.type === 'array') return `(${type(schema.items)})[]`
  if (schema.type === 'object' && schema.properties) return object(schema)
  if (schema.type === 'object') return `Record<string, ${schema.additionalProperties ? type(schema.additionalProperties) : 'unknown'}>`
  return { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[schema.type] ?? 'unknown'
}

function object(schema) {
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => `${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${type(field)}`)
  return `{ ${fields.join('; ')} }`
}

const resolve = (parameter) => (parameter.$ref ? document.components.parameters[last(parameter.$ref)] : parameter)

function parameters(operation, place) {
  const found = (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in === place)
  if (found.length === 0) return 'undefined'
  return `{ ${found.map((p) => `${JSON.stringify(p.name)}${p.required ? '' : '?'}: ${type(p.schema)}`).join('; ')} }`
}

const json = (content) => content?.content?.['application/json']?.schema

function row(verb, path, operation) {
  const body = json(operation.requestBody)
  const done = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  const reply = json(done)
  return `  ${JSON.stringify(`${verb.toUpperCase()} ${path}`)}: { path: ${parameters(operation, 'path')}; query: ${parameters(operation, 'query')}; ` +
    `body: ${body ? type(body) : 'undefined'}; reply: ${reply ? type(reply) : 'undefined'} }`
}

const schemas = Object.entries(document.components.schemas).map(([name, schema]) => `export type ${name} = ${type(schema)}`)
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).filter(([verb]) => /^(get|put|post|delete|patch)$/.test(verb)).map(([verb, operation]) => row(verb, path, operation)))
writeFileSync(out, `// Made from openapi.json by scripts/types.mjs; not to be edited.\n${schemas.join('\n')}\n\nexport interface Operations {\n${operations.join('\n')}\n}\n`)
