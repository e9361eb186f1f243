// Papers with a file on their way to the server: each is uploaded once, also over reloads.
import { api } from './api/client'

export interface PaperDraft {
  name: string
  id: string // of the file chosen: a new file is a new upload
  fileName: string
  file?: Blob
  paperId?: string // once it is at the server
  later?: boolean // not at hand: it will be asked for
}

// Uploads what has a file and is not there yet; `onDone` after each, so that what is done is kept.
export async function uploadPapers(papers: PaperDraft[], onDone: (paper: PaperDraft, at: number) => Promise<void> | void): Promise<void> {
  for (const [at, paper] of papers.entries()) {
    if (paper.file && !paper.paperId) {
      const stored = await api('PUT /v1/papers', { file: paper.file, act: `paper ${paper.id}` })
      paper.paperId = stored.paperId
    }
    await onDone(paper, at)
  }
}

export const handedPapers = (papers: PaperDraft[]) => papers.flatMap(({ name, paperId }) => (paperId ? [{ name, paperId }] : []))
