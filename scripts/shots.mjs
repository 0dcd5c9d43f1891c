/**
 * `npm run shots`: takes a picture of every state of `<SessionCloser>`, `<SessionCoSigner>` and `<WalletButton>` in every
 * appearance, for the documentation, into `docs/public/shots`, and of the themes of the guide, into `docs/public/themes`.
 * Fails if a text of a theme has too little contrast, if a button has the color of its text, or if a component does not fit
 * into 320 pixels.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { runnerImport } from 'vite'

const resolvePath = path => fileURLToPath(new URL(path, import.meta.url))

const APPEARANCES = {
  light: { width: 704 },
  dark: { width: 704, scheme: 'dark' },
  'right-to-left': { width: 704, direction: 'rtl' },
  '320': { width: 320 },
  'forced-colors': { width: 704, forced: 'active' },
}
const THEMES = ['tailwind', 'vuetify']
const THEME_STATES = ['closer-editing', 'closer-unknown', 'closer-closed', 'closer-failed', 'wallet-connect']

/** Letters that the fonts of Chromium's package lack come from the fonts of the system. */
async function addSystemFonts(env) {
  const file = env.FONTCONFIG_FILE
  if (!file || !existsSync('/usr/share/fonts')) return env
  const own = (await readFile(file, 'utf8')).replace('</fontconfig>', `<dir>/usr/share/fonts</dir>
<match><test name="family" compare="not_eq"><string>DejaVu Sans Mono</string></test>
<edit name="family" mode="prepend"><string>Open Sans</string></edit></match></fontconfig>`)
  const extended = file.replace('fonts.conf', 'fonts-and-system.conf')
  await writeFile(extended, own)
  return { ...env, FONTCONFIG_FILE: extended }
}

const problems = []
const { module: { installChromium } } = await runnerImport(resolvePath('../test/browser/support/chromium.ts'))
const installed = await installChromium()
const { module: { serveGallery } } = await runnerImport(resolvePath('../test/browser/support/gallery.ts'))
const { url, server } = await serveGallery()
const browser = await chromium.launch({
  executablePath: installed.executablePath, args: ['--no-sandbox'], env: { ...process.env, ...await addSystemFonts(installed.env) },
})

/** Opens the gallery. @param theme styles of a theme, or null */
async function openGallery({ width, scheme = 'light', direction = 'ltr', forced = 'none' }, theme = null) {
  const page = await browser.newPage({ viewport: { width, height: 600 }, colorScheme: scheme, forcedColors: forced, reducedMotion: 'reduce', deviceScaleFactor: 1 })
  page.on('pageerror', (error) => { problems.push(`${error.message}`) })
  const load = async () => {
    await page.goto(url)
    await page.waitForFunction(() => window.stateNames !== undefined)
    await page.evaluate(([scheme, direction]) => {
      document.documentElement.style.colorScheme = scheme
      document.documentElement.dataset.theme = scheme
      document.documentElement.dir = direction
    }, [scheme, direction])
    if (theme) await page.addStyleTag({ content: theme })
  }
  await load()
  const names = await page.evaluate(() => window.stateNames)
  return { page, names, load }
}

async function picture(page, name) {
  const path = resolvePath(`../docs/public/${name}.png`)
  await mkdir(dirname(path), { recursive: true })
  await page.locator('body').screenshot({ path, animations: 'disabled' })
}

await rm(resolvePath('../docs/public/shots'), { recursive: true, force: true })
await Promise.all(Object.entries(APPEARANCES).map(async ([appearance, settings]) => {
  const { page, names, load } = await openGallery(settings)
  for (const name of names) {
    // A page finds each wallet once.
    if (name.startsWith('wallet')) await load()
    await page.evaluate(state => window.showState(state), name)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (overflow > 0) problems.push(`${name} is ${overflow} pixels too wide in ${appearance}.`)
    const unreadable = await page.evaluate(() => [...document.querySelectorAll('button, a')].map((element) => {
      const { color, backgroundColor } = getComputedStyle(element)
      return color === backgroundColor ? element.className : ''
    }).filter(Boolean))
    if (unreadable.length > 0) problems.push(`${name} has text in the color of its background in ${appearance}: ${unreadable}.`)
    await picture(page, `shots/${appearance}/${name}`)
  }
  await page.close()
}))

const guide = await readFile(resolvePath('../docs/guide/themes.md'), 'utf8')
for (const theme of THEMES) {
  const [, example = ''] = new RegExp(`\`\`\`css\\n(/\\* theme: ${theme} \\*/[^]*?)\`\`\``).exec(guide) ?? []
  const values = await readFile(resolvePath(`../test/shots/${theme}.css`), 'utf8')
  for (const scheme of ['light', 'dark']) {
    const { page } = await openGallery({ width: 704, scheme }, values + example)
    for (const name of THEME_STATES) {
      await page.evaluate(state => window.showState(state), name)
      await page.addScriptTag({ path: resolvePath('../node_modules/axe-core/axe.min.js') })
      const { violations } = await page.evaluate(() => window.axe.run(document.body, { runOnly: ['color-contrast'] }))
      for (const { nodes } of violations) {
        for (const node of nodes) problems.push(`${theme}, ${scheme}, ${name}: ${node.target.join(' ')}: ${node.any[0]?.message}`)
      }
      if (name === 'closer-editing') await picture(page, `themes/${theme}-${scheme}`)
    }
    await page.close()
  }
}

await browser.close()
await server.close()
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
