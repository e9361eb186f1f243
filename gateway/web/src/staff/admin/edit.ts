// One thing an administrator changes: read with its version, changed on the device, written back by that version. What is typed is on
// the device as it is typed. Where somebody else was faster, both changes are put together: what only one of the two touched stands as
// that one left it, what both touched is shown with all three values and stays as typed here until it is decided.
import { computed, nextTick, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { Refused } from '../../shared/api/problem'
import { read as readKept, remove, write as writeKept } from '../../shared/device'
import { useLoad, useSubmit, type FieldError } from '../../shared/load'

export interface Read<F> {
  form: F
  version: number // 0: it is new
}
export interface Clash {
  field: string
  was: unknown
  now: unknown
  mine: unknown
}
export interface Meeting<F> {
  form: F
  clashes: Clash[]
  taken: string[] // fields that somebody else changed and that stand so now
}

const text = (value: unknown) => JSON.stringify(value)
const same = (a: unknown, b: unknown) => text(a) === text(b)
const copy = <T>(value: T): T => JSON.parse(text(value)) as T

// `base` as it was read, `mine` as it is typed, `now` as it stands at the server.
export function meet<F extends object>(base: F, mine: F, now: F): Meeting<F> {
  const met: Meeting<F> = { form: copy(now), clashes: [], taken: [] }
  for (const field of Object.keys(now) as (keyof F & string)[]) {
    const theirs = !same(base[field], now[field])
    if (same(base[field], mine[field])) {
      if (theirs) met.taken.push(field)
      continue
    }
    met.form[field] = copy(mine[field])
    if (theirs && !same(mine[field], now[field])) met.clashes.push({ field, was: base[field], now: now[field], mine: mine[field] })
  }
  return met
}

// "items[0].guide.conditions[2]" is the field "conditions" of the page; a paper's field keeps its place in the list.
export function fieldOf(name: string): string {
  const plain = name.replace(/^\w+\[\d+\]\./, '').replace(/^guide\./, '')
  return plain.startsWith('papers[') ? plain : plain.replace(/\[\d+\].*$/, '')
}

function renamed(thrown: unknown, owned: (field: string) => boolean): unknown {
  if (!(thrown instanceof Refused)) return thrown
  const errors = thrown.problem.errors?.map(({ field, message }) => ({ field: owned(fieldOf(field)) ? fieldOf(field) : '', message }))
  return new Refused({ ...thrown.problem, errors })
}

const outrun = (thrown: unknown): boolean => thrown instanceof Refused && thrown.problem.code === 'VERSION_CHANGED'

interface Given<F> {
  place: string // what it is called on the device
  read: () => Promise<Read<F>>
  write: (form: F, version: number) => Promise<unknown>
  check?: (form: F) => FieldError[]
  exists?: FieldError // of a new thing: somebody made it already
  secret?: readonly (keyof F & string)[] // never kept on the device
}

// save() answers true when it is written and read again.
export function useEdit<F extends object>(given: Given<F>) {
  const place = `form.admin.${given.place}`
  const form = ref() as Ref<F | undefined>
  const base = shallowRef<F>()
  const version = ref(0)
  const clashes = shallowRef<Clash[]>([])
  const taken = ref<string[]>([])
  const found = ref(false) // what stands here was typed before, and not saved
  const saved = ref(false)
  const submit = useSubmit()
  const dirty = computed(() => form.value !== undefined && !same(form.value, base.value))

  function take(now: Read<F>, mine?: { form: F; base: F }) {
    const met = mine ? meet(mine.base, mine.form, now.form) : { form: copy(now.form), clashes: [], taken: [] }
    base.value = copy(now.form)
    version.value = now.version
    form.value = met.form
    clashes.value = met.clashes
    taken.value = met.taken
  }
  const load = useLoad(async () => {
    const now = await given.read()
    const kept = readKept<{ form: F; base: F } | null>(place, null)
    take(now, kept ? { form: { ...now.form, ...kept.form }, base: { ...now.form, ...kept.base } } : undefined)
    found.value = dirty.value
    return true
  })
  watch(form, () => {
    if (!form.value) return
    if (dirty.value) saved.value = false
    const plain = { ...form.value }
    for (const name of given.secret ?? []) delete plain[name]
    if (dirty.value) writeKept(place, { form: plain, base: base.value })
    else remove(place)
  }, { deep: true })

  function discard() {
    form.value = copy(base.value!)
    clashes.value = []
    taken.value = []
    found.value = false
    submit.show([])
  }
  function useTheirs(field: string) {
    const name = field as keyof F & string
    form.value![name] = copy(base.value![name])
    clashes.value = clashes.value.filter((clash) => clash.field !== field)
  }

  // Sent again by itself where nothing of the other's change needs a look: a repeat of what was written already.
  async function send(content: F): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      try {
        await given.write(content, version.value)
        return true
      } catch (thrown) {
        if (!outrun(thrown)) throw renamed(thrown, (field) => document.getElementById(field) !== null)
        if (given.exists) throw new Refused({ status: 409, code: 'VERSION_CHANGED', errors: [given.exists] })
        const now = await given.read()
        if (same(now.form, content)) return true
        take(now, { form: content, base: base.value! })
        if (clashes.value.length > 0 || taken.value.length > 0 || attempt > 0) return false
        content = copy(form.value!)
      }
    }
  }
  async function save(change: Partial<F> = {}): Promise<boolean> {
    if (submit.busy || !submit.show(given.check?.(form.value!) ?? [])) return false
    await nextTick()
    saved.value = false
    const done = await submit.submit(async () => {
      if (!(await send({ ...copy(form.value!), ...change }))) return false
      found.value = false
      if (!given.exists) take(await given.read())
      remove(place)
      return true
    })
    saved.value = done === true
    return saved.value
  }
  return reactive({ load, form, version, clashes, taken, found, saved, dirty, submit, save, discard, useTheirs })
}
