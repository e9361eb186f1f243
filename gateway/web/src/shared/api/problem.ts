// What a call can come to beside its answer.
export interface Problem {
  status: number
  code: string
  detail?: string
  traceId?: string
  errors?: { field: string; message: string }[]
}

// The server said no: `fields` by the API's own names ("applicant.idNumber").
export class Refused extends Error {
  readonly fields: Record<string, string> = {}
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.code)
    for (const { field, message } of problem.errors ?? []) this.fields[field] ??= message
  }
}

// Nobody answered, or "not now". What was to be sent is kept with its key.
export class Away extends Error {
  constructor(readonly retryAfterSeconds = 0) {
    super('away')
  }
}

export type Trouble = Refused | Away

export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof Refused || thrown instanceof Away) return thrown
  throw thrown
}
