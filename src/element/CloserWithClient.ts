import { defineComponent, h, provide, type PropType } from 'vue'
import SessionCloser from '../components/session-closer/SessionCloser.vue'
import type { SessionCloserEmits, SessionCloserProps } from '../components/session-closer/types'
import { contextKey, type NitroliteContext } from '../plugin/context'

/** The listeners of a `SessionCloser` that is rendered by a function. */
export type CloserListeners = {
  readonly [K in keyof SessionCloserEmits as `on${Capitalize<K>}`]: (...args: SessionCloserEmits[K]) => void
}

/** `SessionCloser` with the client of its element. */
export const CloserWithClient = defineComponent({
  props: {
    context: { type: Object as PropType<NitroliteContext>, required: true },
    attributes: { type: Object as PropType<SessionCloserProps & CloserListeners>, required: true },
  },
  setup(props, { slots }) {
    provide(contextKey, props.context)
    return () => h(SessionCloser, props.attributes, slots)
  },
})
