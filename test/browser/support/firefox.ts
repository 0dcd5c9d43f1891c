import { firefox, type Browser } from 'playwright-core'
import type { InstalledFirefox } from '../../../scripts/findFirefox.mjs'

interface BidiSession {
  send(method: string, params: unknown): Promise<unknown>
}

/** The parts of Playwright behind its interface that `launchFirefox` changes; the version of Playwright is fixed for this reason. */
interface BrowserInternals {
  readonly _connection: { toImpl(browser: Browser): { readonly _browserSession: BidiSession } }
}

const MEDIA = 'emulation.setMediaFeaturesOverride'

/**
 * Playwright sends this command for every new context, even if no media feature is emulated. Firefox 153 does not know it.
 * A test that emulates a media feature itself still fails.
 */
function tolerateMissingMediaEmulation(browser: Browser): void {
  const session = (browser as unknown as BrowserInternals)._connection.toImpl(browser)._browserSession
  const send = session.send.bind(session)
  session.send = (method, params) => send(method, params).catch((error: unknown) => {
    if (method === MEDIA && String(error).includes('unknown command')) return {}
    throw error
  })
}

/** Starts an unmodified Firefox without a window and speaks WebDriver BiDi with it. */
export async function launchFirefox({ executablePath }: InstalledFirefox): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    firefoxUserPrefs: {
      // The protocol cannot ask a page to reduce motion, so the whole browser does: see `reduceMotion`.
      'ui.prefersReducedMotion': 1,
      // Playwright waits for frames before it clicks; a tab in the background gets one frame each second by default.
      'layout.throttled_frame_rate': 60,
    },
  })
  tolerateMissingMediaEmulation(browser)
  return browser
}
