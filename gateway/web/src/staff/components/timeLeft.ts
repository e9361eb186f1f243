// "还剩 3 个工作日": what is left until the promised date, in words.
import { t } from '../words'

export function timeLeft(days: number): string {
  if (days === 0) return t('daysToday')
  return days > 0 ? t('daysLeft', { n: days }) : t('daysOver', { n: -days })
}
