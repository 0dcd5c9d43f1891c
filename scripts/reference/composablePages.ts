import { readFileSync } from 'node:fs'
import { AUTO_IMPORTS } from '../../src/autoImports'
import { chapter, page, table, withErrorLinks } from './markdown'
import type { DeclaredFunction, Sources } from './sources'

type ComposableName = typeof AUTO_IMPORTS['composables'][number]

/** The store is made by Pinia, so no function of the sources declares its parameters. */
const STORE: Omit<DeclaredFunction, 'comment'> = {
  parameters: [{ name: 'pinia', type: 'Pinia', text: 'the app’s Pinia, for use outside of components', fallback: 'that of the current app' }],
  returnType: 'NitroliteStore',
}

/** Where the types of parameters come from that this package does not export. */
const ELSEWHERE: Readonly<Record<string, string>> = { MaybeRefOrGetter: 'vue', Pinia: 'pinia' }

const declarationOf = (sources: Sources, name: ComposableName): DeclaredFunction => name === 'useNitroliteStore'
  ? { ...STORE, comment: sources.commentOf('useNitroliteStore') }
  : sources.functionIn(`src/composables/${name}.ts`, name)

/** The declaration as code that compiles: the comment above it imports the types. */
function signature(name: string, { parameters, returnType }: DeclaredFunction, sources: Sources): string {
  const written = parameters.map(({ name: parameter, type, fallback }) => `  ${parameter}${fallback === undefined ? '' : '?'}: ${type},\n`)
  const code = `declare function ${name}(\n${written.join('')}): ${returnType}`
  const names = [...new Set(code.match(/\b[A-Z]\w+/g))]
  const own = names.filter(type => sources.exports(type)).join(', ')
  const others = names.flatMap(type => ELSEWHERE[type] ? [`; import type { ${type} } from '${ELSEWHERE[type]}'`] : [])
  return `<!-- given: import type { ${own} } from 'vue-nitrolite'${others.join('')} -->\n\`\`\`ts\n${code}\n\`\`\``
}

const optionsTypeOf = ({ parameters }: DeclaredFunction): string | null =>
  parameters.find(({ name }) => name === 'options')?.type ?? null

function composablePage(name: ComposableName, sources: Sources): string {
  const declared = declarationOf(sources, name)
  const { comment, parameters, returnType } = declared
  const options = optionsTypeOf(declared)
  const example = readFileSync(new URL(`../../docs/reference/examples/${name}.vue`, import.meta.url), 'utf8')
  return page(
    name,
    name === 'useNitroliteStore' ? 'src/plugin/store.ts' : `src/composables/${name}.ts and its types`,
    withErrorLinks(comment.text),
    signature(name, declared, sources),
    comment.throws === undefined ? '' : withErrorLinks(`**Throws:** ${comment.throws}.`),
    chapter('Example', `\`\`\`vue\n${example.trimEnd()}\n\`\`\``),
    chapter('Parameters', table(parameters.map(parameter => ({
      ...parameter, text: parameter.text || (parameter.name === 'options' ? 'see below' : ''),
    })))),
    chapter('Options', options === null ? '' : table(sources.membersOf(options))),
    chapter('What it returns', table(sources.membersOf(returnType))),
  )
}

/** One page for each composable, by name. */
export const composablePages = (sources: Sources): ReadonlyMap<string, string> =>
  new Map(AUTO_IMPORTS.composables.map(name => [name, composablePage(name, sources)]))
