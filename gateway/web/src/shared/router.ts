// Which page an address is. A table of rows, first fit; links are plain <a href>: a click on one that a row fits changes
// the page, any other is the browser's. (vue-router does more and weighs a fifth of what a citizen's page may.)
import { shallowReactive, type Component } from 'vue'
import { read, remove, write } from './device'

type Loaded = { default: Component }

export interface Row {
  path: string // "/items/:item"; ":step?" may be missing, and another step is the same page
  page?: Component // comes with the entry
  load?: () => Promise<Loaded | Component> // comes when it is opened
}

export const route = shallowReactive({
  key: '', // another key is another page
  params: {} as Record<string, string>,
  query: new URLSearchParams(),
  hash: '',
  page: null as Component | null,
})

let rows: { pattern: RegExp; row: Row }[] = []
let missing: Row
let moved = false

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/\/:(\w+)\?/g, '(?:/(?<$1>[^/]+))?').replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)

function find(path: string) {
  for (const { pattern, row } of rows) {
    const fit = pattern.exec(path)
    if (fit) return { row, params: fit.groups ?? {} }
  }
  return undefined
}

const decode = (params: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined).map(([name, value]) => [name, decodeURIComponent(value!)]))

async function pageOf(row: Row): Promise<Component> {
  if (row.page) return row.page
  const loaded = await row.load!()
  return 'default' in loaded ? (loaded as Loaded).default : loaded
}

async function show(url: URL): Promise<void> {
  const found = find(url.pathname)
  const page = await pageOf(found?.row ?? missing)
  const params = decode(found?.params ?? {})
  const key = (found?.row.path ?? url.pathname).replace(/:(\w+)(\?)?/g, (_, name: string, maybe) => (maybe ? '' : (params[name] ?? ''))) + url.search
  Object.assign(route, { key, params, query: url.searchParams, hash: decodeURIComponent(url.hash.slice(1)), page })
}

// A page that can't be loaded: the files are of an older version, or the network is gone. Once anew by the browser.
function failed(url: URL): void {
  if (read('reloaded', '') === url.href) return
  write('reloaded', url.href)
  location.assign(url.href)
}

export async function go(to: string, options: { replace?: boolean } = {}): Promise<void> {
  const url = new URL(to, location.href)
  try {
    await pageOf(find(url.pathname)?.row ?? missing) // first, so that a failure leaves the address alone
  } catch {
    return failed(url)
  }
  remove('reloaded')
  if (options.replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  moved = true
  await show(url)
  window.scrollTo(0, 0)
}

// To where the person came from, or, if they came from outside, to `otherwise`.
export function back(otherwise: string): void {
  if (moved) history.back()
  else void go(otherwise)
}

function onClick(event: MouseEvent): void {
  const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null
  const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  if (!link || modified || event.defaultPrevented || link.target || link.hasAttribute('download')) return
  const samePage = link.pathname === location.pathname && link.search === location.search && link.hash
  if (link.origin !== location.origin || samePage || !find(link.pathname)) return
  event.preventDefault()
  void go(link.href)
}

export async function startRouter(table: Row[], otherwise: Row): Promise<void> {
  rows = table.map((row) => ({ pattern: patternOf(row.path), row }))
  missing = otherwise
  document.addEventListener('click', onClick)
  window.addEventListener('popstate', () => void show(new URL(location.href)))
  await show(new URL(location.href)).catch(() => failed(new URL(location.href)))
}
