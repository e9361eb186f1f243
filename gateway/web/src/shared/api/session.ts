// Who is signed in. The token is a cookie no script can read; what is kept here only draws the page.
import { ref, shallowRef } from 'vue'
import { read, remove, removeAll, removeDrafts, write } from '../device'
import { dropKeys } from './keys'
import type { SessionSubject, SignInReply } from './types'

export const subject = ref<SessionSubject | null>(read<SessionSubject | null>('subject', null))

// Somebody waits for a sign-in; the page shows SignIn over itself while this is set.
export const wanted = shallowRef<{ again: boolean; done: (signedIn: boolean) => void } | null>(null)

let asking: Promise<boolean> | null = null

// Asks for a sign-in; everybody who asks meanwhile waits for the same one. false: it was cancelled.
export function askSignIn(again: boolean): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    wanted.value = { again, done: resolve }
  }).finally(() => {
    asking = null
    wanted.value = null
  })
  return asking
}

export function signedIn(reply: SignInReply): void {
  subject.value = reply.subject ?? null
  write('subject', subject.value)
}

// Nothing of a person stays on a device they have left.
export async function signedOut(): Promise<void> {
  subject.value = null
  remove('subject')
  remove('mine')
  removeAll('form.')
  dropKeys()
  await removeDrafts()
}
