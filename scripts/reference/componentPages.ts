import manifest from '../../custom-elements.json' with { type: 'json' }
import { englishLabels } from '../../src/texts/englishLabels'
import { englishTogether } from '../../src/texts/englishTogether'
import { englishWalletLabels } from '../../src/texts/walletLabels'
import type { ComponentName, DescribedComponent } from './componentMeta'
import { cssVariableRows, dataAttributeRows } from './looks'
import { chapter, page, table, type Row } from './markdown'
import type { Sources } from './sources'

interface ComponentSources {
  readonly file: string
  readonly folder: string
  /** Folders of the parts that the component consists of. */
  readonly parts: readonly string[]
  /** Folders of its style sheets. */
  readonly styles: readonly string[]
  readonly labelsType: string
  readonly english: Readonly<Record<string, unknown>>
  readonly text: string
}

const COMPONENTS: Readonly<Record<ComponentName, ComponentSources>> = {
  SessionCloser: {
    file: 'session-closer',
    folder: 'src/components/session-closer',
    parts: ['src/components/session-closer', 'src/components/together'],
    styles: ['src/components/session-closer'],
    labelsType: 'SessionCloserLabels',
    english: englishLabels,
    text: 'Shows one session, lets a person decide who receives how much, and closes it. [The component](../../guide/component.md) says how it behaves.',
  },
  SessionCoSigner: {
    file: 'session-co-signer',
    folder: 'src/components/session-co-signer',
    parts: ['src/components/session-co-signer', 'src/components/together'],
    styles: ['src/components/session-closer'],
    labelsType: 'TogetherLabels',
    english: englishTogether as unknown as Readonly<Record<string, unknown>>,
    text: 'Shows what a proposal of another participant does, and signs or declines it. [Signing together](../../guide/signing-together.md) says how several participants close a session.',
  },
  WalletButton: {
    file: 'wallet-button',
    folder: 'src/components/wallet-button',
    parts: ['src/components/wallet-button'],
    styles: ['src/components/wallet-button'],
    labelsType: 'WalletButtonLabels',
    english: englishWalletLabels,
    text: 'Connects with an installed wallet. [Wallets](../../guide/wallets.md) says which ones it finds.',
  },
}

const englishText = (label: unknown): string => typeof label === 'string' ? `“${label}”` : 'depends on its values'

const labelRows = ({ labelsType, english }: ComponentSources, sources: Sources): readonly Row[] =>
  sources.membersOf(labelsType).map(row => ({ ...row, fallback: englishText(english[row.name]) }))

function componentPage({ name, props, events, slots }: DescribedComponent, sources: Sources): string {
  const own = COMPONENTS[name]
  return page(
    `<${name}>`.replace(/^<(.*)>$/, '`<$1>`'),
    `${own.folder} and custom-elements.json`,
    own.text,
    chapter('Props', table(props)),
    chapter('Events', table(events)),
    chapter('Slots', table(slots)),
    chapter('CSS variables', '[Themes](../../guide/themes.md) has examples.', table(cssVariableRows(own.styles))),
    chapter('Data attributes', 'For style sheets and tests of apps.', table(dataAttributeRows(own.parts).map(({ name: attribute, type, text }) =>
      ({ name: attribute, type, text })), 'Attribute').replace('| Type |', '| On |')),
    chapter('Labels', 'The prop `labels` replaces any of them; [Languages](../../guide/languages.md) replaces all.', table(labelRows(own, sources), 'Label')),
  )
}

/** The page of the custom element, from the manifest that editors read. A test compares the manifest with the sources. */
function elementPage(): string {
  const [element] = manifest.modules[0]?.declarations ?? []
  if (!element) throw new Error('custom-elements.json describes no element.')
  const described = (list: readonly { readonly name: string, readonly description: string, readonly type?: { readonly text: string } }[]): Row[] =>
    list.map(({ name, description, type }) => ({ name, type: type?.text ?? '–', text: description }))
  const attributes = new Map(element.attributes.map(({ name, fieldName }) => [fieldName, name]))
  const properties = element.members.map(({ name, type, description }) => {
    const attribute = attributes.get(name)
    return { name, type: type.text, text: attribute ? `${description} Attribute: \`${attribute}\`.` : description }
  })
  return page(
    '`<session-closer>`',
    'custom-elements.json',
    `${element.description} For pages without Vue: [Plain pages](../../guide/html.md), [React](../../guide/react.md), [Angular](../../guide/angular.md).`,
    chapter('Properties', table(properties, 'Property')),
    chapter('Events', 'The value is in `detail`.', table(described(element.events))),
    chapter('Slots', table(described(element.slots))),
    chapter('CSS variables', table(described(element.cssProperties).map(row => ({ ...row, type: 'CSS' })))),
  )
}

/** One page for each component and the custom element, by name of the file. */
export const componentPages = (components: readonly DescribedComponent[], sources: Sources): ReadonlyMap<string, string> => new Map([
  ...components.map((component): [string, string] => [COMPONENTS[component.name].file, componentPage(component, sources)]),
  ['custom-element', elementPage()],
])
