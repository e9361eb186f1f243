// A decision as it is written: kept on the device, checked before it is sent, sent once.
import { computed, ref } from 'vue'
import { api } from '../../shared/api/client'
import type { Item, Task } from '../../shared/api/types'
import { today } from '../../shared/format'
import { useKept } from '../../shared/kept'
import { useSubmit } from '../../shared/load'
import { t } from './words'

export function useDecision(task: Task, item: () => Item | undefined) {
  const { given, done } = useKept(`decide.${task.task}`, {
    outcome: '' as '' | 'GRANT' | 'DENY',
    reasons: '',
    cited: [] as string[],
    lawOther: '',
    certificateValidUntil: '',
  })
  const form = useSubmit()
  const checking = ref(false)
  const laws = computed(() => item()?.guide?.legalBasis ?? [])
  const law = computed(() => [...laws.value.filter((each) => given.cited.includes(each)), given.lawOther.trim()].filter(Boolean).join('；'))

  function wrong() {
    const denies = given.outcome === 'DENY'
    const until = given.certificateValidUntil
    return [
      { field: 'outcome', message: given.outcome ? '' : t('outcomeMissing') },
      { field: 'reasons', message: denies && !given.reasons.trim() ? t('reasonsMissing') : '' },
      { field: 'law', message: denies && !law.value ? t('lawMissing') : '' },
      { field: 'certificateValidUntil', message: !denies && until && until < today() ? t('validWrong') : '' },
    ].filter((error) => error.message)
  }
  function check() {
    checking.value = form.show(wrong())
  }
  async function decide(): Promise<Task | undefined> {
    const denies = given.outcome === 'DENY'
    const decided = await form.submit(() =>
      api('POST /v1/tasks/{task}:decide', {
        path: { task: task.task },
        body: {
          outcome: given.outcome as 'GRANT' | 'DENY',
          reasons: given.reasons.trim(),
          law: law.value,
          certificateValidUntil: denies ? '' : given.certificateValidUntil,
        },
      }),
    )
    if (decided) done()
    else if (form.errors.length > 0) checking.value = false
    return decided
  }
  return { given, form, checking, laws, law, check, decide }
}
