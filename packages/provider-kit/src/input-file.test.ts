import { JobError } from '@onetake/core'
import { expect, test } from 'vitest'
import { FILE_KINDS, type FileKindName, kindOf } from './file-kind.ts'
import { openInputFile } from './input-file.ts'
import { toStream } from './to-stream.ts'
import { FILE_HEADS, refusalOf, uploadOf } from './testing/index.ts'

const ALL = Object.keys(FILE_KINDS) as FileKindName[]
test.each([...Object.entries(FILE_HEADS), ['mp3', '\xff\xfb\x90\x64\0']] as [FileKindName, string][])(
  'a file of the kind %s is told by its first bytes, however they arrive',
  async (name, head) => {
    expect(await kindOf(uploadOf(head), ALL)).toBe(FILE_KINDS[name])
    const stream = () => toStream(byteByByte(head))
    expect(await kindOf({ stream }, ALL)).toBe(FILE_KINDS[name])
  },
)

test.each(['', '\xff', '<svg xmlns', 'RIFF\0\0\0\0WEBP', '\0\0\0\x18ftypqt  ', '\xff\xf1\x50\x80', 'GIF89a'])(
  '%j is none of them',
  async (head) => {
    expect(await kindOf(uploadOf(head, { name: 'portrait.jpg' }), ALL)).toBeNull()
  },
)

test('a file is read no further than its head', async () => {
  let canceled = false
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new Uint8Array(8)),
    cancel: () => {
      canceled = true
    },
  })
  expect(await kindOf({ stream: () => endless }, ALL)).toBeNull()
  expect(canceled).toBe(true)
})

const RULE = { field: 'image', kinds: ['jpeg', 'png'], maxBytes: 1024 * 1024 } as const

test.each([
  [
    'of another kind',
    async () => uploadOf('GIF89a'),
    'image: Must be a JPEG or PNG file, as its content says',
  ],
  ['too large', async () => ({ ...uploadOf('\xff\xd8\xff'), bytes: 1024 * 1024 + 1 }), 'of at most 1 MiB'],
  [
    'that is not there',
    async () => {
      throw new JobError('not-found', 'There is no upload.')
    },
    'image: Must be the id of a complete upload of yours.',
  ],
])('a file %s is refused by the name of its field', async (_, read, message) => {
  const refusal = await refusalOf(openInputFile('u1', RULE, { read }))
  expect(refusal).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) })
})

test('a store that is away is no fault of the input', async () => {
  const read = async () => {
    throw new JobError('provider-unavailable', 'Away.')
  }
  expect(await refusalOf(openInputFile('u1', RULE, { read }))).toMatchObject({ code: 'provider-unavailable' })
})

async function* byteByByte(text: string): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  for (const character of text) yield Uint8Array.of(character.charCodeAt(0))
}
