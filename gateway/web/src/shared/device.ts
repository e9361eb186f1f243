// What is kept on the device. Small things in localStorage; drafts, with their photos, in IndexedDB. A device that keeps
// nothing (private window, full) is no reason to fail: then a page works as long as it is open.
const PREFIX = 'bm.'

export function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

export function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // full or forbidden
  }
}

export function remove(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name)
  } catch {
    // forbidden
  }
}

export function removeAll(start: string): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX + start)) localStorage.removeItem(name)
  }
}

// 128 random bits as a UUID of version 4; crypto.randomUUID is there on https only.
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

// ---- drafts ----

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('bianmin', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('drafts')
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

async function drafts<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const database = await open()
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction('drafts', mode)
      const asked = act(transaction.objectStore('drafts'))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = () => reject(transaction.error)
    }).finally(() => database.close())
  } catch {
    return undefined
  }
}

export const readDraft = <T>(name: string) => drafts<T>('readonly', (store) => store.get(name) as IDBRequest<T>)
export const writeDraft = (name: string, value: unknown) => drafts('readwrite', (store) => store.put(value, name))
export const removeDraft = (name: string) => drafts('readwrite', (store) => store.delete(name))
export const removeDrafts = () => drafts('readwrite', (store) => store.clear())
