import { defineCustomElement } from 'vue'
import closerStyle from '../components/session-closer/style.css?inline'
import { createElementRoot } from './ElementRoot'
import { provideElementStore } from './elementStore'
import hostStyle from './host.css?inline'
import { ATTRIBUTES, createValues, PROPERTY_NAMES, takeAttribute, takeProperty } from './properties'
import type { SessionCloserElementProperties } from './types'

/** Options of `defineSessionCloser`. */
export interface DefineSessionCloserOptions {
  /** Name of the element; it must contain a hyphen. @default 'session-closer' */
  readonly name?: string | undefined
  /** Nonce for the style of the element, where a Content Security Policy asks for one. @default none */
  readonly nonce?: string | undefined
}

/** The class of the element. Made by a call, because a server has no `HTMLElement` to extend. */
function createElementClass(nonce: string | undefined): CustomElementConstructor {
  const values = new WeakMap<HTMLElement, SessionCloserElementProperties>()

  function valuesOf(element: HTMLElement): SessionCloserElementProperties {
    const known = values.get(element) ?? createValues()
    values.set(element, known)
    return known
  }

  // Vue's own properties appear only once an element is in the page. React and Angular look for them before that.
  class SessionCloserElement extends defineCustomElement(createElementRoot(valuesOf), {
    styles: [closerStyle, hostStyle],
    configureApp: provideElementStore,
    ...nonce !== undefined && { nonce },
  }) {
    static readonly observedAttributes = [...ATTRIBUTES.keys()]

    constructor() {
      super()
      // A page may have set properties before the element was registered. They would hide those of the class.
      for (const name of PROPERTY_NAMES) {
        if (!Object.hasOwn(this, name)) continue
        const { [name]: value } = this as SessionCloserElementProperties
        Reflect.deleteProperty(this, name)
        Object.assign(this, { [name]: value })
      }
    }

    attributeChangedCallback(attribute: string, _before: string | null, text: string | null): void {
      takeAttribute(valuesOf(this), attribute, text)
    }
  }

  for (const name of PROPERTY_NAMES) {
    Object.defineProperty(SessionCloserElement.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: SessionCloserElement) { return valuesOf(this)[name] },
      set(this: SessionCloserElement, value: unknown) { takeProperty(valuesOf(this), name, value) },
    })
  }
  return SessionCloserElement
}

/**
 * Registers the custom element `<session-closer>`. Does nothing on a server, and nothing if an element of this name is
 * registered already.
 *
 * @example
 * defineSessionCloser()
 * const closer = document.createElement('session-closer')
 * closer.client = client
 * closer.sessionId = '0x…'
 * closer.addEventListener('closed', ({ detail: receipt }) => save(receipt))
 * document.body.append(closer)
 * @throws DOMException if the name is not valid for an element
 */
export function defineSessionCloser({ name = 'session-closer', nonce }: DefineSessionCloserOptions = {}): void {
  if (typeof customElements === 'undefined' || customElements.get(name)) return
  customElements.define(name, createElementClass(nonce))
}
