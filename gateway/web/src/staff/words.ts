import { translator } from '../shared/words'

export const t = translator({
  siteName: ['便民工作台', 'Staff desk'],
  desks: ['工作台', 'Desks'],
  inbox: ['消息', 'Inbox'],
  inboxNone: ['没有消息。', 'No messages.'],
  lightNone: ['时间充足', 'In time'],
  lightWarning: ['快到期', 'Due soon'],
  lightYellow: ['黄灯：已超承诺', 'Yellow: promise missed'],
  lightRed: ['红灯：已超法定', 'Red: legal limit missed'],
  lightPaused: ['暂停：{reason}', 'Paused: {reason}'],
  footer: ['每次查看和办理都会留痕。', 'Everything seen and done here is on record.'],
})
