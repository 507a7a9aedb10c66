import type { Random } from './random.ts'

/** JSON that can be changed in place. */
type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree }
type Branch = Tree[] | { [key: string]: Tree }

/** Written as they stand: JSON has them, and `JSON.stringify` never writes them. */
const RAW_NUMBERS = ['1e999', '-1e999', '5e-324', '-0'] as const

const ODD_VALUES: readonly [Tree, ...Tree[]] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  Number.MAX_SAFE_INTEGER + 1,
  -1e300,
  '',
  ' ',
  '0',
  '..',
  '../../admin',
  '__proto__',
  'constructor',
  'a\nb\0c',
  '\uD800',
  '\u202Egpj.exe',
  'SUCCESS',
  'x'.repeat(10_000),
  'https://evil.test/file',
  'http://169.254.169.254/',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  [],
  {},
  [null],
  [[[[]]]],
  { length: 3 },
]

/**
 * The JSON of `valid` with one to three things changed.
 *
 * @returns What was done, and the text. Mostly parses; its numbers may be infinite.
 */
export function mutate(valid: unknown, random: Random): { readonly kind: string; readonly text: string } {
  // The root in a branch of its own, so that it can be replaced like everything else.
  const holder = { root: JSON.parse(JSON.stringify(valid ?? null)) as Tree }
  const kinds: string[] = []
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const places = placesOf(holder)
    const place = places[random.below(places.length)]
    if (place) kinds.push(change(place, places, random))
  }
  const text = JSON.stringify(holder.root ?? null).replaceAll(/"raw:(\S+?)"/g, '$1')
  return { kind: kinds.join(', '), text }
}

interface Place {
  readonly branch: Branch
  readonly key: string
  /** As in `.status[0].rid`, for people. */
  readonly path: string
}

function placesOf(branch: Branch, path = ''): Place[] {
  return Object.keys(branch).flatMap((key) => {
    const here = path === '' && key === 'root' ? '$' : `${path}.${key}`
    const value = read({ branch, key })
    const below = typeof value === 'object' && value !== null ? placesOf(value, here) : []
    return [{ branch, key, path: here }, ...below]
  })
}

function change(place: Place, places: readonly Place[], random: Random): string {
  const value = read(place)
  switch (random.below(6)) {
    case 0:
      return remove(place)
    case 1: {
      const other = places[random.below(places.length)] ?? place
      write(place, structuredClone(read(other) ?? null))
      return `${place.path} like ${other.path}`
    }
    case 2:
      if (Array.isArray(value)) return stretch(place, value, random)
      if (typeof value === 'number') return scale(place, value, random)
      break
    case 3: {
      const digits = random.pick(RAW_NUMBERS)
      write(place, `raw:${digits}`)
      return `${place.path} is ${digits}`
    }
    case 4:
      write(place, [value ?? null])
      return `${place.path} in a list`
  }
  const odd = random.pick(ODD_VALUES)
  write(place, structuredClone(odd))
  return `${place.path} is ${JSON.stringify(odd).slice(0, 40)}`
}

function remove({ branch, key, path }: Place): string {
  if (Array.isArray(branch)) branch.splice(Number(key), 1)
  else delete branch[key]
  return `without ${path}`
}

/** Empty, backwards, or many times over. */
function stretch(place: Place, value: readonly Tree[], random: Random): string {
  const times = random.pick([0, 2, 300])
  const many = Array.from({ length: times }, () => structuredClone([...value])).flat()
  write(place, times === 2 ? many.toReversed() : many.slice(0, 1000))
  return `${place.path} ${times} times`
}

/** Out of order, out of range: a progress that goes back, a length below zero. */
function scale(place: Place, value: number, random: Random): string {
  const factor = random.pick([-1, 0.001, 0.5, 1.001, 7, 1e12])
  write(place, value * factor)
  return `${place.path} times ${factor}`
}

const read = ({ branch, key }: Pick<Place, 'branch' | 'key'>): Tree | undefined =>
  Array.isArray(branch) ? branch[Number(key)] : branch[key]

function write({ branch, key }: Place, value: Tree): void {
  if (Array.isArray(branch)) branch[Number(key)] = value
  // Defined, not assigned: `__proto__` is a name like any other in JSON.
  else Object.defineProperty(branch, key, { value, enumerable: true, configurable: true, writable: true })
}
