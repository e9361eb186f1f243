// The desks: which role finds which page in the line on top. A page of a desk is a row here and one in routes.ts.
import type { Role } from '../shared/api/types'

export interface Desk {
  path: string
  name: readonly [string, string] // 中文, English
  roles: readonly Role[] // empty: everybody who is signed in
}

export const desks: Desk[] = [
  { path: '/staff/counter', name: ['收件窗口', 'Window'], roles: ['CLERK'] },
  { path: '/staff/counter/queue', name: ['今日待办', 'Queue'], roles: ['CLERK'] },
  { path: '/staff', name: ['消息', 'Inbox'], roles: [] },
  { path: '/staff/county', name: ['运行情况', 'Overview'], roles: ['COUNTY_SUPERVISOR', 'DISCIPLINE_OFFICER', 'CENTRE_HEAD', 'OFFICE_HEAD'] },
  { path: '/staff/admin', name: ['系统管理', 'Administration'], roles: ['ADMINISTRATOR'] },
  { path: '/staff/tasks', name: ['审查任务', 'Tasks'], roles: ['REVIEWER', 'OFFICE_HEAD'] },
  { path: '/staff/head', name: ['首席代表', 'Centre head'], roles: ['CENTRE_HEAD'] },
]
