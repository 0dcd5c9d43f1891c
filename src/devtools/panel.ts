/**
 * What a client shows outside of Vue Devtools: the panel of Nuxt DevTools reads it. This file imports nothing, because the
 * Nuxt module shares it.
 */

/** One line of the details, as Vue Devtools takes it. */
export interface Entry {
  readonly key: string
  readonly value: string | number | boolean | null
}

/** The details of one node of the tree, by heading. */
export type Sections = Record<string, Entry[]>

/** A node of the tree, as Vue Devtools takes it. */
export interface InspectorNode {
  readonly id: string
  readonly label: string
  readonly tags?: { label: string, textColor: number, backgroundColor: number }[]
  readonly children?: InspectorNode[]
}

/** What the inspector shows of one client now. It holds plain data, which can be sent to another page. */
export interface Inspection {
  readonly tree: readonly InspectorNode[]
  /** The details of the node that was asked for; empty for a node that the client does not have. */
  readonly details: Sections
}

/** Reads what the inspector shows. */
export type Inspect = (nodeId: string) => Inspection

/** Makes a client visible in a panel. @returns makes it invisible again */
export type OfferToPanel = (inspect: Inspect) => () => void

/** The key of the global function `OfferToPanel`. Only a development server with a panel sets it. */
export const OFFER_TO_PANEL = Symbol.for('vue-nitrolite offer to panel')

/** Asks every client of the app, in all pages of this browser. */
export interface PanelQuestion {
  /** The panel that asks. */
  readonly panel: string
  readonly nodeId: string
}

/** The answer of one client. */
export interface PanelAnswer extends Inspection {
  /** The panel that has asked. */
  readonly to: string
  /** The client that answers. */
  readonly client: string
  /** The path of its page, without a query, which may hold a secret. */
  readonly path: string
  readonly isVisible: boolean
}

/** The name of the broadcast channel between panels and clients. */
export const PANEL_CHANNEL = 'vue-nitrolite:panel'
