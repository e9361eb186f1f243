// What the gateway serves: a .gz beside every file that gains by it, and the weight of each entry held against its budget.
// usage: node pack.mjs DIST
import { readFileSync, writeFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = process.argv[2]
const KB = 1024
const budgets = { 'index.html': 60 * KB, 'board/index.html': 60 * KB, 'staff/index.html': 280 * KB }

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)])
}

// Everything an entry can ever load: what its script imports, now or later, and the styles of all of that.
function reach(manifest, name, seen = new Set()) {
  const chunk = manifest[name]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) seen.add(file)
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) reach(manifest, next, seen)
  return seen
}

// What the page itself links: a stylesheet that is one for all of an entry stands under none of its scripts in the manifest.
const linked = (entry) => [...readFileSync(join(dist, entry), 'utf8').matchAll(/(?:href|src)="\/(assets\/[^"]+)"/g)].map((found) => found[1])
const packed = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const manifestOf = (entry) => JSON.parse(readFileSync(join(dist, '.vite', `${entry}.json`), 'utf8'))
let heavy = false
for (const [entry, budget] of Object.entries(budgets)) {
  const bytes = [entry, ...new Set([...reach(manifestOf(entry), entry), ...linked(entry)])].reduce((sum, file) => sum + packed(file), 0)
  console.log(`weight ${entry}: ${(bytes / KB).toFixed(1)} KB of ${budget / KB}`)
  heavy ||= bytes > budget
}
if (heavy) {
  console.error('an entry is heavier than its budget')
  process.exit(1)
}
rmSync(join(dist, '.vite'), { recursive: true })
for (const file of files(dist).filter((name) => /\.(html|js|css|svg|json|webmanifest|txt)$/.test(name))) {
  const small = gzipSync(readFileSync(file), { level: 9 })
  if (small.length < statSync(file).size * 0.9) writeFileSync(`${file}.gz`, small)
}
