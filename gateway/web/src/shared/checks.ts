// What a page can say before it asks the server: the same rules, sooner. The server has the last word.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

// A citizen number (GB 11643): a date that was and the right check character.
export function isCitizenNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1850) return false
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase()
}

export const isPhone = (text: string): boolean => /^(1\d{10}|0\d{2,3}-?\d{7,8})$/.test(text)
