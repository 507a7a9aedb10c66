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

test('arms and legs may be busy at once, in either order of words', () => {
  for (const prompt of [
    'a person walks while waving',
    'waves while walking',
    'she waves as she strolls along',
  ]) {
    const clauses = readPrompt(prompt)
    expect(clauses.map(({ verb }) => verb)).toEqual(['walk'])
    expect(clauses[0]?.meanwhile?.verb).toBe('wave')
  }
  expect(readPrompt('jumps while walking').map(({ verb }) => verb)).toEqual(['jump', 'walk'])
})
