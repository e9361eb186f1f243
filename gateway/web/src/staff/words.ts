import { translator } from '../shared/words'

export const t = translator({
  siteName: ['便民工作台', 'Staff desk'],
  desks: ['工作台', 'Desks'],
  inbox: ['消息', 'Inbox'],
  inboxNone: ['没有消息。', 'No messages.'],
  footer: ['每次查看和办理都会留痕。', 'Everything seen and done here is on record.'],
})
