// The little of a browser that the shared room needs, for tests without one.
const kept = new Map<string, string>()
const storage = {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => void kept.set(name, value),
  removeItem: (name: string) => void kept.delete(name),
}
Object.assign(globalThis, { localStorage: storage, document: { documentElement: { dataset: {} }, createElement: () => ({}) } })
Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true })
