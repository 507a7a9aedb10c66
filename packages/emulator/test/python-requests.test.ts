import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { createEmulator } from '../src/index.ts'
import { madePortrait, madeSpeech } from './made-media.ts'

const python = process.env['DEEPMOTION_PYTHON']
const script = join(import.meta.dirname, 'python/talking_heads.py')

describe.skipIf(!python)('a Python script with requests alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-python-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const [image, audio, output] = ['portrait.png', 'speech.wav', 'result.mp4'].map((name) =>
    join(folder, name),
  )
  writeFileSync(image ?? '', madePortrait())
  writeFileSync(audio ?? '', madeSpeech(1))

  it.each(['dice-talk', 'hallo'] as const)(
    'gets a film from %s, served alone where the real one would be',
    async (only) => {
      const emulator = await createEmulator({ only, speed: 50 })
      try {
        const parameters = [script, only, emulator.urls[only], image ?? '', audio ?? '', output ?? '']
        const { stdout } = await promisify(execFile)(python ?? '', parameters)
        expect(stdout).toMatch(only === 'hallo' ? /100% Task completed None/ : /COMPLETED 100\.00%/)
        expect(readFileSync(output ?? '').toString('latin1', 4, 8)).toBe('ftyp')
      } finally {
        await emulator.close()
      }
    },
    60_000,
  )
})
