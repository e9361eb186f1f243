// node check.mjs openapi.json — is it OpenAPI 3.1, and is every schema in it a JSON Schema that compiles?
// The check is tried on broken copies first: one that takes those is no check.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'))

async function faults(api) {
  const validator = new Validator()
  const result = await validator.validate(structuredClone(api))
  if (!result.valid) return [JSON.stringify(result.errors)]
  if (validator.version !== '3.1') return [`taken for version ${validator.version}`]
  return [...schemaFaults(api), ...templateFaults(api)]
}

function schemaFaults(api) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats(ajv)
  ajv.addFormat('int32', { type: 'number', validate: (n) => Number.isInteger(n) && Math.abs(n) < 2 ** 31 })
  ajv.addKeyword('components')
  ajv.addSchema({ $id: 'api:/', components: api.components })
  const found = []
  const tryOut = (schema, where) => {
    try {
      ajv.compile(absolute(schema))
    } catch (error) {
      found.push(`${where}: ${error.message}`)
    }
  }
  for (const [name, schema] of Object.entries(api.components.schemas)) tryOut(schema, name)
  walk(api.paths, (node, where) => node.schema && tryOut(node.schema, where))
  return found
}

function absolute(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api:/#/components/'))
}

function walk(node, visit, where = '') {
  if (node === null || typeof node !== 'object') return
  visit(node, where)
  for (const [key, value] of Object.entries(node)) walk(value, visit, `${where}/${key}`)
}

// Each {variable} of a path is a parameter of each of its operations, and the other way round.
function templateFaults(api) {
  const found = []
  for (const [path, operations] of Object.entries(api.paths)) {
    const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]).sort().join()
    for (const [verb, operation] of Object.entries(operations)) {
      const given = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name).sort().join()
      if (wanted !== given) found.push(`${verb} ${path}: path variables ${given}`)
    }
  }
  return found
}

const breaks = {
  'no title': (api) => delete api.info.title,
  'a response without description': (api) => delete Object.values(Object.values(api.paths)[0])[0].responses.default.description,
  'a schema with an unknown type': (api) => (Object.values(api.components.schemas)[0].type = 'record'),
  'a dangling reference': (api) => delete api.components.schemas.Problem,
  'an unnamed path variable': (api) => (api.paths['/v1/things/{thing}'] = { get: { responses: { 200: { description: '' } } } }),
}

for (const [name, spoil] of Object.entries(breaks)) {
  const copy = structuredClone(document)
  spoil(copy)
  if ((await faults(copy)).length === 0) {
    console.error(`the check itself is blind: it took a document with ${name}`)
    process.exit(1)
  }
}
const found = await faults(document)
found.forEach((fault) => console.error(fault))
const operations = Object.values(document.paths).flatMap((path) => Object.keys(path)).length
console.log(`openapi ${document.openapi}: ${operations} operations, ${Object.keys(document.components.schemas).length} schemas, ` +
            `${found.length} faults (${Object.keys(breaks).length} broken copies refused)`)
process.exit(found.length ? 1 : 0)
