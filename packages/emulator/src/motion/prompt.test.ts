import { expect, test } from 'vitest'
import { readPrompt } from './prompt.ts'

test.each([
  ['A person strolls through the park', ['walk']],
  ['she is jogging', ['run']],
  ['a man sprints, then leaps over a fence', ['run', 'jump']],
  ['someone greets a friend', ['wave']],
  ['he twirls and hops', ['turn', 'jump']],
  ['walk then wave and jump', ['walk', 'wave', 'jump']],
  ['a standing person waves', ['wave']],
  ['breathing calmly', ['idle']],
  ['"turn" (quoted)', ['turn']],
  ['solves a riddle', ['gesture']],
  ['', ['gesture']],
  ['歩く', ['gesture']],
])('"%s" asks for %j', (prompt, verbs) => {
  expect(readPrompt(prompt).map(({ verb }) => verb)).toEqual(verbs)
})

test('words of pace and direction belong to their own clause', () => {
  const [walk, turn] = readPrompt('walks slowly backwards, then quickly turns right')
  expect(walk).toMatchObject({ verb: 'walk', direction: 'backward' })
  expect(walk?.pace).toBeLessThan(1)
  expect(turn).toMatchObject({ verb: 'turn', direction: 'right' })
  expect(turn?.pace).toBeGreaterThan(1)
})
