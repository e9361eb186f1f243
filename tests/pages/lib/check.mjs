// Tests by name, each counted; the first thing that is wrong ends its test, not the others.
let passed = 0
let failed = 0

export function equal(got, wanted, what) {
  if (got !== wanted) throw new Error(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`)
}

export function truth(holds, what) {
  if (!holds) throw new Error(what)
}

// The steps of a story: behind one that failed the others can't be.
export async function step(name, act) {
  if (failed === 0) await test(name, act)
}

export async function test(name, act) {
  const started = Date.now()
  try {
    await act()
    passed++
    console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  } catch (wrong) {
    failed++
    console.log(`FAIL ${name}: ${String(wrong.stack ?? wrong).slice(0, 1500)}`)
  }
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

// Polls until `look` gives something true.
export async function until(look, what, seconds = 20) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
