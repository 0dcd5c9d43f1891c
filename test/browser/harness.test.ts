import { expect } from 'vitest'
import { browserTest } from './support/browserTest'
import { serveFolder } from './support/staticServer'
import { watchPage } from './support/watchPage'

browserTest('the browser starts and runs scripts', async ({ page }) => {
  await page.setContent('<output></output><script>document.querySelector("output").textContent = 1 + 1</script>')
  expect(await page.textContent('output')).toBe('2')
})

browserTest('watchPage reports uncaught errors, console warnings and missing files', async ({ context, onTestFinished }) => {
  const host = await serveFolder(import.meta.dirname)
  onTestFinished(() => host.close())
  const page = await context.newPage()
  const problems = watchPage(page)
  await page.goto(`${host.url}no-such-file`)
  await page.evaluate(() => {
    console.warn('careful')
    setTimeout(() => { throw new Error('nobody caught this') })
  })
  await expect.poll(() => problems).toEqual(expect.arrayContaining([
    `status 404: ${host.url}no-such-file`,
    'warning: careful',
    'uncaught: nobody caught this',
  ]))
})
