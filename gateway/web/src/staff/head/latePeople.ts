// Who is late: the cases by who holds them, most red first. Pure.
import type { Task } from '../../shared/api/types'

export interface Holder {
  id: string
  person: string // '' nobody has claimed them
  office: string
  red: number
  yellow: number
  longest: number // working days past the promised date
}

export function holders(tasks: readonly Task[]): Holder[] {
  const found = new Map<string, Holder>()
  for (const task of tasks) {
    const id = `${task.office}/${task.claimedBy}`
    const one = found.get(id) ?? { id, person: task.claimedBy, office: task.office, red: 0, yellow: 0, longest: 0 }
    if (task.light === 'RED') one.red++
    else one.yellow++
    one.longest = Math.max(one.longest, -task.promisedDaysLeft)
    found.set(id, one)
  }
  return [...found.values()].sort((a, b) => b.red - a.red || b.yellow - a.yellow || b.longest - a.longest)
}
