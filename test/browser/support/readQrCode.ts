import type { Locator, Page } from 'playwright-core'
import decodeQR from 'qr/decode.js'

/** The text of a QR code on the screen, read from a picture of it as a phone does. */
export async function readQrCode(page: Page, code: Locator): Promise<string> {
  const picture = (await code.screenshot()).toString('base64')
  // A browser reads pictures in PNG, and Node.js does not.
  const { width, height, pixels } = await page.evaluate(async (png) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('The page has no canvas.')
    context.drawImage(image, 0, 0)
    return { width: image.width, height: image.height, pixels: Array.from(context.getImageData(0, 0, image.width, image.height).data) }
  }, picture)
  return decodeQR({ width, height, data: Uint8Array.from(pixels) })
}
