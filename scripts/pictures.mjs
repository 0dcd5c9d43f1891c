/** Takes the pictures of the documentation, in a browser that shows the components from the sources. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { runnerImport } from 'vite'

const resolvePath = path => fileURLToPath(new URL(path, import.meta.url))

const { module: { LOOKS } } = await runnerImport(resolvePath('../test/shots/looks.ts'))
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

/**
 * Starts a browser and serves the page that shows every state.
 * @throws Error if no browser can be started
 */
export async function openGallery() {
  const { module: { installChromium } } = await runnerImport(resolvePath('../test/browser/support/chromium.ts'))
  const installed = await installChromium()
  const browser = await chromium.launch({
    executablePath: installed.executablePath, args: ['--no-sandbox'], env: { ...process.env, ...await addSystemFonts(installed.env) },
  })
  const { module: { serveGallery } } = await runnerImport(resolvePath('../test/browser/support/gallery.ts'))
  const { url, server } = await serveGallery()
  return {
    browser, url,
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** Opens a tab with the page. @param theme styles of a theme, or null */
async function openTab({ browser, url }, { width, scheme = 'light', direction = 'ltr', forced = 'none' }, problems, theme = null) {
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

/** @returns width and height of the picture */
async function picture(page, name) {
  const path = resolvePath(`../docs/public/${name}.png`)
  await mkdir(dirname(path), { recursive: true })
  const take = () => page.locator('body').screenshot({ path, animations: 'disabled' })
  // On a busy machine, Chromium sometimes says that it is unable to take a picture. The next one succeeds.
  const png = await take().catch(take)
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

/**
 * Takes a picture of every state in every look, into `docs/public/shots`. `pictures.json` says which there are, and their sizes.
 * @returns components that are too wide, and texts in the color of their background
 */
export async function pictureStates(gallery) {
  const folder = resolvePath('../docs/public/shots')
  await rm(folder, { recursive: true, force: true })
  const problems = []
  const looks = await Promise.all(Object.entries(LOOKS).map(async ([look, settings]) => {
    const { page, names, load } = await openTab(gallery, settings, problems)
    const sizes = {}
    for (const name of names) {
      // A page finds each wallet once.
      if (name.startsWith('wallet')) await load()
      await page.evaluate(state => window.showState(state), name)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (overflow > 0) problems.push(`${name} is ${overflow} pixels too wide in ${look}.`)
      const unreadable = await page.evaluate(() => [...document.querySelectorAll('button, a')].map((element) => {
        const { color, backgroundColor } = getComputedStyle(element)
        return color === backgroundColor ? element.className : ''
      }).filter(Boolean))
      if (unreadable.length > 0) problems.push(`${name} has text in the color of its background in ${look}: ${unreadable}.`)
      sizes[name] = await picture(page, `shots/${look}/${name}`)
    }
    await page.close()
    return [look, sizes]
  }))
  await writeFile(`${folder}/pictures.json`, JSON.stringify(Object.fromEntries(looks)))
  return problems
}

/**
 * Takes pictures of the themes in the guide, into `docs/public/themes`.
 * @returns texts with too little contrast
 */
export async function pictureThemes(gallery) {
  const problems = []
  const guide = await readFile(resolvePath('../docs/guide/themes.md'), 'utf8')
  for (const theme of THEMES) {
    const [, example = ''] = new RegExp(`\`\`\`css\\n(/\\* theme: ${theme} \\*/[^]*?)\`\`\``).exec(guide) ?? []
    const values = await readFile(resolvePath(`../test/shots/${theme}.css`), 'utf8')
    for (const scheme of ['light', 'dark']) {
      const { page } = await openTab(gallery, { width: 704, scheme }, problems, values + example)
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
  return problems
}
