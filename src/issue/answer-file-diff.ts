// The difference of two answer files as a unified diff. The only file that imports the diff library.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { decodeText } from '../answer-file/encoding.ts'
import { maskSecrets } from '../answer-file/mask.ts'

/** Two versions of one answer file, in any encoding that Setup reads. */
export interface AnswerFileVersions {
  readonly name: string
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** Secrets are masked. */
export function diffAnswerFiles({ name, before, after }: AnswerFileVersions): string {
  const [from, to] = [before, after].map((bytes) =>
    decodeText(maskSecrets(bytes)).text.replaceAll('\r\n', '\n'),
  )
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY }
  return createTwoFilesPatch(name, 'autounattend.xml', from ?? '', to ?? '', undefined, undefined, options)
}
