import type { ParticipantNames } from '../components/session-closer/model/accounts'
import type { Deposits, PresetName } from '../components/session-closer/model/presetChoices'
import type { NitroliteClient } from '../core/client/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { Transport } from '../core/cosigning/transport'
import type { Receipt } from '../core/receipts/types'
import type { Allocation } from '../core/sessions/types'
import type { SignerInput } from '../core/wallet/types'
import type { SessionCloserLabelOverrides } from '../texts/labels'
import type { PartialNitroliteTexts } from '../texts/texts'

/**
 * Properties of `<session-closer>`. Those that say so can be set with an attribute too. A property is never written back
 * to its attribute. If a page sets both, the last one counts. A text means the same in a property as in its attribute, and null
 * counts as not given.
 */
export interface SessionCloserElementProperties {
  /** The client that closes the session. It is not disposed with the element. @default one made from `url` and `application` */
  client?: NitroliteClient | null | undefined
  /**
   * Address of the node, for a page that does not make a client itself. All elements with the same `url` and `application`
   * share one client. It lives as long as the page, so that a closing continues when its element is removed.
   * Attribute `url`. @default none
   */
  url?: string | null | undefined
  /** Name of the application, as in the options of a client; used together with `url`. Attribute `application`. @default none */
  application?: string | null | undefined
  /**
   * The wallet that a click on “Connect” asks: an EIP-1193 provider, or anything else that `connect` of a client takes.
   * @default the signer of `client`; with `url`, the wallet that the browser injects as `window.ethereum`
   */
  signer?: SignerInput | null | undefined
  /** Connects as soon as the element is in the page, and continues with closings of an earlier page. Attribute `auto-connect`. @default false */
  autoConnect?: boolean | undefined
  /** The session to close. Attribute `session-id`. @default none */
  sessionId?: string | null | undefined
  /** Labels that replace those of the language. @default none */
  labels?: SessionCloserLabelOverrides | undefined
  /** The language of all texts, errors included: a table, or a promise of one, such as `loadTexts('de')`. @default English */
  texts?: PartialNitroliteTexts | Promise<PartialNitroliteTexts> | null | undefined
  /** Names of participants: by address, or a function. @default addresses only */
  names?: ParticipantNames | undefined
  /**
   * Address of the page of your app that shows `<SessionCoSigner>`, without a fragment: links to proposals lead there.
   * Attribute `signing-page`. @default the page itself
   */
  signingPage?: string | undefined
  /**
   * Where participants meet, such as `await client.relay({ url })`: proposals are then approved there before anybody signs. The page
   * closes the transport. @default none: proposals and replies travel by hand
   */
  transport?: Transport | null | undefined
  /** How the person writes numbers, for example `de-CH`. Attribute `locale`. @default the language of `texts`, or of the browser */
  locale?: string | undefined
  /** Ask before closing, and say who receives what. The attribute `confirm="false"` switches it off. @default true */
  confirm?: boolean | undefined
  /** Presets to offer, in this order. As the attribute `presets`, their names with spaces between them. @default all that can be applied */
  presets?: readonly PresetName[] | undefined
  /** What every participant paid in; offers “Back to the funders”. @default none */
  deposits?: Deposits | undefined
  /** Switches closing off; a text is shown as the reason. Attribute `disabled`. @default false */
  disabled?: boolean | string | undefined
}

/** Events of `<session-closer>` by name. They do not bubble. `ClosingCallbacks` says when the first three are dispatched. */
export interface SessionCloserEventMap {
  /** The session was closed and paid exactly as requested. */
  'closed': CustomEvent<Receipt>
  /** The closing was refused, or ended in another way than requested. */
  'failed': CustomEvent<NitroliteErrorInfo>
  /** The closing was given up. */
  'cancelled': CustomEvent<null>
  /** The full matrix that the fields stand for has changed: `update:allocations` of the Vue component. */
  'update-allocations': CustomEvent<readonly Allocation[]>
  /** An edit is complete: a field was left, Enter was pressed, the slider was released, or a preset was chosen. */
  'commit': CustomEvent<readonly Allocation[]>
}

/**
 * Slots of `<session-closer>`. Each replaces one part of the element by the child whose attribute `slot` has this name.
 *
 * `progress` works only together with the property `client`: the part of the element says whether the outcome is known, and has
 * the buttons to cancel and to continue. A page that replaces the part needs the client to show the state
 * (`client.on('closing', …)`) and to offer the same (`client.closings.get(sessionId)`).
 *
 * The slots `asset`, `actions`, `confirm`, `collecting` and `error` of the Vue component are left out. They pass functions to
 * their content, which HTML cannot receive, and without these functions nobody could edit, close, confirm, collect signatures or
 * continue after an error.
 */
export type SessionCloserSlotName = 'header' | 'empty' | 'progress' | 'ended' | 'readonly' | 'result'

type Listener<T> = ((this: SessionCloserElement, event: T) => unknown) | { handleEvent(event: T): unknown }

/** The element `<session-closer>`. */
export interface SessionCloserElement extends HTMLElement, SessionCloserElementProperties {
  addEventListener<K extends keyof SessionCloserEventMap>(
    type: K, listener: Listener<SessionCloserEventMap[K]>, options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: Listener<HTMLElementEventMap[K]>, options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void
  removeEventListener<K extends keyof SessionCloserEventMap>(
    type: K, listener: Listener<SessionCloserEventMap[K]>, options?: boolean | EventListenerOptions,
  ): void
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: Listener<HTMLElementEventMap[K]>, options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void
}

declare global {
  interface HTMLElementTagNameMap {
    'session-closer': SessionCloserElement
  }
}
