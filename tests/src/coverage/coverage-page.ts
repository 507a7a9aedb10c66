import type { BeyondTheDocuments } from './beyond-the-documents.ts'
import type { CoverageRow } from './row.ts'
import { code, table } from './table.ts'

/** The services in the order of the page: what they are called, and the document that the rows are from. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  animate3d: 'Animate 3D: Python SDK, `dm-animate3d-api`',
  saymotion: 'SayMotion: Python SDK, `dm-saymotion-api` 1.0.0',
  opus: 'Opus: API integration, Python example',
  'dice-talk': 'DICE-Talk: API document, 1.1.0',
  hallo: 'Emo Hallo: API document, v1',
}

/** The page `docs/coverage.md`, from the list alone. */
export function coveragePage(rows: readonly CoverageRow[], beyond: readonly BeyondTheDocuments[]): string {
  const counts = Object.keys(DOCUMENTS).map((service) => {
    const count = rows.filter((row) => row.service === service).length
    return [code(service), String(count)]
  })
  return `${[
    '# Coverage',
    'Everything that the five vendor documents name, what covers it here, and the test that proves it. Written by `scripts/write-tables.mjs` from `tests/src/coverage`; a test fails when it is out of date, when an operation, a call or a field is on neither list, or when a test of that title is gone. No row is open: without what covers it and a test, none can be written down.',
    table(['service', 'rows'], counts),
    ...Object.entries(DOCUMENTS).flatMap(([service, title]) => [
      `## ${title}`,
      table(['row', 'covered by', 'proven by'], rows.filter((row) => row.service === service).map(cellsOf)),
    ]),
    '## Beyond the documents',
    'What the five documents do not name, and where our page of the service says what it is.',
    table(
      ['operation, call or field', 'described in'],
      beyond.map(({ id, section }) => [code(id), sectionLink(section)]),
    ),
  ].join('\n\n')}\n`
}

const cellsOf = ({ row, covers, proof }: CoverageRow): readonly string[] => [
  code(row),
  covers.map(code).join(', '),
  `[${nameOf(proof.file)}](../${proof.file}): ${proof.title.replaceAll(/([*_<])/g, '\\$1')}`,
]

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/(\.test)?\.ts$/, '')

function sectionLink(section: string): string {
  const [file = '', heading = ''] = section.split('#')
  return `[${heading}](${file.replace('docs/', '')})`
}
