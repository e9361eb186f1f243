// Words of a page in both languages, side by side: {key: ['中文', 'English']}. A key that is not there does not compile.
// "{name}" in a text is what is given under that name.
import { settings } from './settings'

export type Words = Record<string, readonly [string, string]>

export function translator<W extends Words>(words: W) {
  return (key: keyof W & string, given: Record<string, string | number> = {}): string => {
    const text = words[key]![settings.language === 'zh' ? 0 : 1]
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole))
  }
}

// Words of the shared room.
export const t = translator({
  back: ['返回', 'Back'],
  continue: ['继续', 'Continue'],
  close: ['关闭', 'Close'],
  loading: ['正在读取…', 'Loading…'],
  sending: ['正在提交…', 'Sending…'],
  more: ['显示更多', 'Show more'],
  tryAgain: ['再试一次', 'Try again'],
  home: ['回到首页', 'Go to the start page'],
  errorTitle: ['有内容需要更正', 'There is a problem'],
  error: ['错误：', 'Error: '],
  optional: ['（选填）', ' (optional)'],
  charactersLeft: ['还能写 {n} 字', '{n} characters left'],
  skip: ['跳到正文', 'Skip to the content'],
  largePrint: ['大字版', 'Large print'],
  normalPrint: ['标准字号', 'Normal print'],
  otherLanguage: ['English', '中文'],
  signIn: ['登录', 'Sign in'],
  signOut: ['退出登录', 'Sign out'],
  signInTitle: ['请先登录', 'Sign in first'],
  signInAgain: ['登录后接着办，您填的内容都还在。', 'Sign in and go on. What you have typed is still here.'],
  notSecure: ['这个地址不是 https，浏览器不会保存登录。请用 https 地址打开。', 'This address is not https: the browser will not keep your sign-in.'],
  username: ['用户名', 'User name'],
  password: ['密码', 'Password'],
  usernameMissing: ['请填写用户名', 'Enter your user name'],
  passwordMissing: ['请填写密码', 'Enter your password'],
  cancel: ['取消', 'Cancel'],
  notYoursTitle: ['这一页不属于您', 'This page is not yours'],
  notYours: ['您没有查看或办理它的权限。如果这是您的办件，请用办理时的账号登录。', 'You may not see or do this. If it is your case, sign in with the account that handed it in.'],
  notFoundTitle: ['没有找到这一页', 'Page not found'],
  notFound: ['地址可能输错了，或者内容已经不在。请检查编号，或从首页重新查找。', 'The address may be mistyped, or the page is gone. Check the number, or start again.'],
  notNowTitle: ['暂时连不上', 'Not available right now'],
  notNow: ['网络或系统暂时不通。您填的内容已保存在这台手机上，不会丢失。', 'The network or the system is away. What you typed is kept on this phone.'],
  notNowRead: ['网络或系统暂时不通，请稍后再试。', 'The network or the system is away. Try again in a moment.'],
  tooMany: ['操作太频繁，请过 {seconds} 秒再试。', 'Too many requests. Try again in {seconds} seconds.'],
  sessionOther: ['您换了账号，这项操作没有提交。', 'You signed in as someone else; nothing was sent.'],
  workingDays: ['{n} 个工作日', '{n} working days'],
  calendarDays: ['{n} 天', '{n} days'],
  sameDay: ['当场办结', 'On the spot'],
  page: ['便民服务', 'Public services'],
})
