import manifest from '../../package.json' with { type: 'json' }
import { describeComponents } from './componentMeta'
import { componentPages } from './componentPages'
import { composablePages } from './composablePages'
import { optionPages } from './optionPages'
import { readSources } from './sources'
import { statesPage } from './statesPage'
import { elementWebTypes, webTypes } from './webTypes'

/** Everything that is written from the sources, by path inside of the repository: the reference, and the types for editors. */
export function referencePages(): ReadonlyMap<string, string> {
  const sources = readSources()
  const components = describeComponents(sources)
  const inFolder = (folder: string, pages: ReadonlyMap<string, string>): [string, string][] =>
    [...pages].map(([name, text]) => [`docs/reference/${folder}/${name}.md`, text])
  return new Map([
    ...inFolder('components', componentPages(components, sources)),
    ...inFolder('composables', composablePages(sources)),
    ...inFolder('options', optionPages(sources)),
    ['docs/reference/states.md', statesPage()],
    ['web-types.json', webTypes(components, manifest.version)],
    ['web-types.elements.json', elementWebTypes(manifest.version)],
  ])
}
