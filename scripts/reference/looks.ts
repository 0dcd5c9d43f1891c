import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../custom-elements.json' with { type: 'json' }
import type { Row } from './markdown'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** What the data attributes mean. Attributes for the component's own use have no text here. */
const MEANINGS: Readonly<Record<string, string>> = {
  'closer data-state': 'What the component shows: `empty`, `loading`, `editing`, `confirm`, `progress`, `collecting`, `unknown`, `result`, `ended`, `readonly` or `error`.',
  'closer data-status': 'State of the connection, as `status` of `useNitrolite`.',
  'closer data-invalid': 'Present while the allocations in the fields cannot be closed with.',
  'closer data-disabled': 'Present while something prevents closing.',
  'badge data-status': 'Status of the session: `open` or `closed`.',
  'asset data-asset': 'Symbol of the asset.',
  'asset data-layout': '`pair` with two participants, `list` with more.',
  'field data-you': 'Present on the field of the connected wallet.',
  'field data-invalid': 'Present while the amount of the field is marked as wrong.',
  'field data-remainder': 'Present on the field that follows from the others.',
  'field data-locked': 'Present on the field of a locked amount.',
  'field data-outdated': 'Present on the field that follows from the others while one of their texts cannot be read.',
  'meaning data-reading': 'Button for one meaning of an ambiguous amount: `grouped` or `decimal`.',
  'preset data-preset': 'Name of the preset.',
  'part data-locked': 'Present on the line of a locked amount, while a person divides an asset by percentages or points.',
  'part data-invalid': 'Present while the text for a participant is not a number.',
  'division-sum data-problem': 'Why the numbers cannot be applied: `invalid`, `below` or `above` 100 %, or `zero` points.',
  'receivers data-you': 'Present on the line of the connected wallet in a list of receivers.',
  'step data-step': 'Name of the step.',
  'step data-status': 'State of the step, as `ClosingStep.status`.',
  'result data-result': 'How the closing ended, as `Receipt.result`.',
  'result data-by': 'Whose closing was paid, as `Receipt.by`.',
  'error data-code': 'Code of the error.',
  'button data-variant': '`primary` on the main button.',
  'button data-action': 'What the button does: `confirm`, `copy`, `archive`, `confirm-archive`, `sign`, `decline`, `withdraw`, `another`, `add-reply`, `divide`, `copy-text`, `copy-link`, `share`, `qr-code` or `save`.',
  'notice data-notice': 'What the sentence is about: `signs-no-more`, when a person who has signed signs in no later round.',
  'co-signer data-state': 'What the component shows: `empty`, `waiting`, `opening`, `refused`, `review`, `approved`, `signing`, `declined`, `signed`, `result`, `lapsed`, `withdrawn` or `failed`.',
  'co-signer data-status': 'State of the connection, as `status` of `useNitrolite`.',
  'outcome data-outcome': 'What has become of the proposal: `declined`, `signed`, `lapsed`, `withdrawn`, `failed` or `refused`.',
  'review-row data-you': 'Present on the row of the connected wallet.',
  'review-row data-direction': 'Whether a participant receives `more` or `less` than now, or the `same`.',
  'warning data-kind': 'What the warning is about, for example `look-alike` or `data erased`.',
  'clock data-over': 'Present once the time is over.',
  'signer data-status': 'What a participant has done: `signed`, `refused` (by the node), `approves`, `missing`, `declined`, or `last` for the wallet that signs last.',
  'presence data-presence': 'Whether a participant is in the room now: `here` or `away`. The element is absent where nobody knows that.',
  'signer data-you': 'Present on the line of the connected wallet in the list of signers.',
  'wallet data-status': 'State of the connection, as `status` of `useNitrolite`.',
}

/** For the component's own use: where the focus goes, how long texts are set, whether there are many fields, and the heading of a cell on a narrow page. */
const INTERNAL: ReadonlySet<string> = new Set(['data-focus', 'data-focus-last', 'data-long', 'data-many', 'data-column'])

const TAG = /<[A-Za-z][\w-]*\b(?:[^<>"]|"[^"]*")*>/g
const DATA = /\s:?(data-[\w-]+)/g

/** The files with an ending in some folders, in the order of the folders. */
const filesIn = (folders: readonly string[], ending: string): string[] => folders.flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith(ending)).sort().map(file => join(folder, file)))

/** A component that gets an attribute puts it on its root element. */
const ROOTS: Readonly<Record<string, string>> = { AmountField: 'field' }

/** The class and the attribute of every element in the templates of some folders. An element without a class counts for the one before it. */
function dataAttributes(folders: readonly string[]): string[] {
  const found = filesIn(folders, '.vue').flatMap((file) => {
    const [, template = ''] = read(file).split('<template>\n')
    let last = ''
    return [...template.matchAll(TAG)].flatMap(([tag]) => {
      const own = /\bclass="nitrolite-([\w-]+)(?: nitrolite-([\w-]+))?"/.exec(tag)
      const root = ROOTS[/^<(\w+)/.exec(tag)?.[1] ?? '']
      last = root ?? own?.[2] ?? own?.[1] ?? last
      return [...tag.matchAll(DATA)].map(([, name = '']) => name)
        .filter(name => !INTERNAL.has(name)).map(name => `${own?.[1] === 'button' ? 'button' : last} ${name}`)
    })
  })
  return [...new Set(found)]
}

/**
 * The data attributes in the templates of a component, for style sheets and tests of apps.
 * @throws Error if an attribute has no text in this file
 */
export function dataAttributeRows(folders: readonly string[]): readonly Row[] {
  return dataAttributes(folders).map((key) => {
    const [owner = '', name = ''] = key.split(' ')
    const text = MEANINGS[key]
    if (text === undefined) throw new Error(`scripts/reference/looks.ts has no text for ${name} of .nitrolite-${owner} in ${folders.join(' or ')}.`)
    return { name, type: `.nitrolite-${owner}`, text }
  })
}

/** The CSS variables that the style sheets of a component read, with their defaults. */
export function cssVariableRows(folders: readonly string[]): readonly Row[] {
  const [element] = manifest.modules[0]?.declarations ?? []
  const texts = new Map(element?.cssProperties.map(({ name, description }) => [name, description]))
  const found = filesIn(folders, '.css').flatMap(file => [...read(file).matchAll(/var\((--nitrolite-[\w-]+), ((?:[^()]|\([^()]*\))+)\)/g)])
  const fallbacks = new Map(found.map(([, name = '', fallback = '']) => [name, fallback]))
  return [...fallbacks].map(([name, fallback]) => ({ name, type: 'CSS', text: texts.get(name) ?? '', fallback: `\`${fallback}\`` }))
}
