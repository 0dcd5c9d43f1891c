import { fileURLToPath } from 'node:url'
import { createChecker, type ComponentMeta } from 'vue-component-meta'
import { AUTO_IMPORTS } from '../../src/autoImports'
import type { Row } from './markdown'
import type { Sources } from './sources'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type ComponentName = typeof AUTO_IMPORTS['components'][number]

const FILES: Readonly<Record<ComponentName, string>> = {
  SessionCloser: 'src/components/session-closer/SessionCloser.vue',
  SessionCoSigner: 'src/components/session-co-signer/SessionCoSigner.vue',
  WalletButton: 'src/components/wallet-button/WalletButton.vue',
}

/** The interface of a component, as its sources and their comments describe it. */
export interface DescribedComponent {
  readonly name: ComponentName
  readonly props: readonly (Row & { readonly required: boolean })[]
  readonly events: readonly Row[]
  readonly slots: readonly Row[]
}

const defaultOf = ({ tags }: ComponentMeta['props'][number]): string | undefined => tags.find(tag => tag.name === 'default')?.text

/** Describes all components. Declarations of events lose their comments in the checker, so those are read from the type. */
export function describeComponents(sources: Sources): readonly DescribedComponent[] {
  const checker = createChecker(`${ROOT}tsconfig.json`)
  return AUTO_IMPORTS.components.map((name) => {
    const { props, events, slots } = checker.getComponentMeta(ROOT + FILES[name])
    const texts = new Map(events.length === 0 ? [] : sources.membersOf(`${name}Emits`).map(row => [row.name, row.text]))
    return {
      name,
      props: props.filter(({ global }) => !global).map(prop => ({
        name: prop.name, type: prop.type.replace(' | undefined', ''), text: prop.description, fallback: defaultOf(prop), required: prop.required,
      })),
      events: events.map(event => ({ name: event.name, type: event.type, text: texts.get(event.name.replaceAll("'", '')) ?? event.description })),
      slots: slots.map(slot => ({ name: slot.name, type: slot.type, text: slot.description })),
    }
  })
}
