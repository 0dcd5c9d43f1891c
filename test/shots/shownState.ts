import { nextTick, type App } from 'vue'
import type { ParticipantNames } from '../../src/components/session-closer/model/accounts'
import type { NitroliteTexts } from '../../src/texts/texts'

/** Shows one state of a component in the page. */
export type ShowState = (texts: NitroliteTexts | null) => Promise<void>

let shownApp: App | null = null

/** Names by address that every state shows in place of those of the pictures; null for those of the pictures. */
let givenNames: Readonly<Record<string, string>> | null = null

export function giveNames(names: Readonly<Record<string, string>> | null): void {
  givenNames = names
}

/** The prop `names` of a state. */
export const withNames = (names?: ParticipantNames): { names?: ParticipantNames } => givenNames ? { names: givenNames } : names ? { names } : {}

/** Shows an app in place of the one before. @returns its container */
export async function showApp(app: App): Promise<HTMLElement> {
  shownApp?.unmount()
  shownApp = app
  const container = document.createElement('div')
  document.body.replaceChildren(container)
  app.mount(container)
  await settle()
  return container
}

/** Lets the component show what has changed. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => { setTimeout(resolve, 20) })
  await nextTick()
}

/** Clicks the n-th element of a selector. */
export async function press(selector: string, nth = 0): Promise<void> {
  const element = [...document.querySelectorAll<HTMLElement>(selector)].at(nth)
  if (!element) throw new Error(`There is no ${selector} in: ${document.body.innerText}`)
  element.click()
  await settle()
}

/** Types into the n-th amount field, or the n-th of other fields, as a person who then leaves it. */
export async function type(text: string, nth = 0, selector = '.nitrolite-input'): Promise<void> {
  const field = [...document.querySelectorAll<HTMLInputElement>(selector)].at(nth)
  if (!field) throw new Error('There is no amount field.')
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
  await settle()
}
