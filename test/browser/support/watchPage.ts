import type { Page } from 'playwright-core'

/** What Chromium notes when a page ends a connection that is not open yet, as the playground does when somebody changes the account. */
const ENDED_EARLY = /^WebSocket connection to '\S+' failed: WebSocket is closed before the connection is established\.$/

/**
 * Collects problems that a page does not show: uncaught errors, warnings and errors on the console, and responses with an
 * error status. The list grows while the page is open.
 */
export function watchPage(page: Page): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => { problems.push(`uncaught: ${error.message}`) })
  page.on('console', (message) => {
    if (ENDED_EARLY.test(message.text())) return
    if (['warning', 'error'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`)
  })
  return problems
}
