// Photos of papers, made small enough for a village's network: at most 2000 px on the long side, as JPEG. A PDF goes as it is.
const LONG_SIDE = 2000
const MAX_BYTES = 20 * 1024 * 1024

export type PhotoFault = 'kind' | 'size'

export async function paperFile(file: File): Promise<Blob | PhotoFault> {
  if (file.size > MAX_BYTES) return 'size'
  if (file.type === 'application/pdf') return file
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height))
    if (scale === 1 && file.type === 'image/jpeg') return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85))) ?? 'kind'
  } catch {
    return 'kind'
  }
}
