import type { Page } from 'playwright-core'

/**
 * Collects problems that a page does not show: uncaught errors, warnings and errors on the console, and responses with an
 * error status. The list grows while the page is open.
 */
export function watchPage(page: Page): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => { problems.push(`uncaught: ${error.message}`) })
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`)
  })
  return problems
}
