export type Verb =
  | 'walk'
  | 'run'
  | 'turn'
  | 'jump'
  | 'wave'
  | 'dance'
  | 'bow'
  | 'clap'
  | 'punch'
  | 'kick'
  | 'squat'
  | 'idle'
  | 'gesture'

export type Direction = 'forward' | 'backward' | 'left' | 'right'

/** One thing to do, in the order of the prompt. */
export interface Clause {
  readonly verb: Verb
  /** 1 is usual; slow words make it smaller, quick words larger. */
  readonly pace: number
  readonly direction: Direction
  /** Which hand or foot the prompt names, if it does. */
  readonly side: 'l' | 'r' | null
  /** Degrees for a turn, when the wording says how far. */
  readonly angleDegrees: number | null
  readonly circle: boolean
  /** What the arms do at the same time: "walks while waving". */
  readonly meanwhile: Clause | null
}

const words: Readonly<Record<Exclude<Verb, 'gesture'>, string>> = {
  walk: 'walk|walks|walking|stroll\\w*|stride\\w*|striding|march\\w*|pace|paces|pacing|wander\\w*|step|steps|stepping|sneak\\w*|creep\\w*|strut\\w*|move|moves|moving|approach\\w*|amble\\w*',
  run: 'run|runs|running|jog\\w*|sprint\\w*|dash\\w*|rush\\w*|race|races|racing|flee\\w*',
  turn: 'turn|turns|turning|spin\\w*|twirl\\w*|rotat\\w*|pirouett\\w*|pivot\\w*',
  jump: 'jump\\w*|hop|hops|hopping|leap\\w*|bounc\\w*|skip\\w*',
  wave: 'wav(?:e|es|ing)|greet\\w*|hello|hi|goodbye|hail\\w*|beckon\\w*',
  dance: 'danc\\w*|groov\\w*|boogie\\w*|sway\\w*',
  bow: 'bow|bows|bowing|curtsy\\w*|curtsies',
  clap: 'clap\\w*|applau\\w*',
  punch: 'punch\\w*|box|boxes|boxing|jab\\w*|fight\\w*|hit|hits|hitting|strik\\w*',
  kick: 'kick\\w*',
  squat: 'squat\\w*|crouch\\w*|duck|ducks|ducking|kneel\\w*|sit|sits|sitting',
  idle: 'stand|stands|standing|idl\\w*|wait\\w*|breath\\w*|rest|rests|resting|still|pause\\w*|stop\\w*|look\\w*',
}

const matchers = Object.entries(words).map(([verb, pattern]) => ({
  verb: verb as keyof typeof words,
  pattern: new RegExp(`\\b(?:${pattern})\\b`, 'g'),
}))

/**
 * What a prompt asks for, one clause per verb in the order of the text; words such as "slowly" belong to the verb of
 * their clause. A prompt without a known verb is one `gesture`: there is always something to see, never an error.
 */
export function readPrompt(prompt: string): readonly Clause[] {
  const clauses = prompt
    .toLowerCase()
    .split(/\b(?:and then|then|and|before|after that|afterwards|finally|followed by)\b|[.,;!?]/)
    .flatMap((text) =>
      text
        .split(/\b(?:while|as (?:he|she|they|it))\b/)
        .map(clausesOf)
        .reduce(together),
    )
  return clauses.length > 0 ? clauses.slice(0, 8) : [clauseOf('gesture', prompt.toLowerCase())]
}

function clausesOf(text: string): readonly Clause[] {
  const found = matchers
    .flatMap(({ verb, pattern }) => [...text.matchAll(pattern)].map(({ index }) => ({ verb, index })))
    .toSorted((a, b) => a.index - b.index)
    .map(({ verb }) => verb)
    .filter((verb, at, all) => verb !== all[at - 1])
  // "a standing person waves" and "a person stops to wave" are about the waving
  const active = found.length > 1 ? found.filter((verb) => verb !== 'idle') : found
  return active.map((verb) => clauseOf(verb, text))
}

const forArms: ReadonlySet<Verb> = new Set(['wave', 'clap', 'punch'])
const forLegs: ReadonlySet<Verb> = new Set(['walk', 'run', 'turn', 'squat', 'idle'])

/** Two things at once where arms and legs allow it, in either order of words; otherwise one after the other. */
function together(first: readonly Clause[], second: readonly Clause[]): readonly Clause[] {
  const [a, b] = [first.at(-1), second[0]]
  if (a === undefined || b === undefined) return [...first, ...second]
  if (forLegs.has(a.verb) && forArms.has(b.verb))
    return [...first.slice(0, -1), { ...a, meanwhile: b }, ...second.slice(1)]
  if (forArms.has(a.verb) && forLegs.has(b.verb))
    return [...first.slice(0, -1), { ...b, meanwhile: a }, ...second.slice(1)]
  return [...first, ...second]
}

function clauseOf(verb: Verb, text: string): Clause {
  const says = (pattern: string): boolean => new RegExp(`\\b(?:${pattern})\\b`).test(text)
  return {
    verb,
    pace: paceOf(says),
    direction: says('back|backwards?')
      ? 'backward'
      : says('left')
        ? 'left'
        : says('right')
          ? 'right'
          : 'forward',
    side: says('left (?:hand|arm|foot|leg|fist)')
      ? 'l'
      : says('right (?:hand|arm|foot|leg|fist)')
        ? 'r'
        : null,
    angleDegrees: says('spin\\w*|twirl\\w*|pirouett\\w*|full|360')
      ? 360
      : says('around|180|half')
        ? 180
        : says('90|quarter')
          ? 90
          : null,
    circle: says('circles?|circular|loops?'),
    meanwhile: null,
  }
}

function paceOf(says: (pattern: string) => boolean): number {
  const very = says('very|extremely') ? 1.12 : 1
  if (
    says(
      'slow\\w*|gentl\\w*|calm\\w*|stroll\\w*|sneak\\w*|creep\\w*|wander\\w*|amble\\w*|jog\\w*|tired\\w*|weak\\w*|sad\\w*|careful\\w*',
    )
  ) {
    return 0.75 / very
  }
  if (
    says(
      'quick\\w*|fast|rapid\\w*|brisk\\w*|sprint\\w*|dash\\w*|hurr\\w*|energetic\\w*|excited\\w*|happily|march\\w*',
    )
  ) {
    return 1.25 * very
  }
  return 1
}
