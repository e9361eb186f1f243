import { translator } from '../shared/words'

export const t = translator({
  siteName: ['便民公开栏', 'Public board'],
  title: ['各乡镇便民服务中心', 'Service centres by township'],
  noPhone: ['电话未公布', 'No phone published'],
  footer: ['这里公开的内容由系统从办件数据生成。', 'What stands here is made from the cases themselves.'],
})
