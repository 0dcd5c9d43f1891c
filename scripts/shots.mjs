/**
 * `npm run shots`: takes a picture of every state of `<SessionCloser>`, `<SessionCoSigner>` and `<WalletButton>` in every look,
 * and of the themes of the guide. `npm run docs` takes the pictures of the states as well. Fails if a text of a theme has too
 * little contrast, if a button has the color of its text, or if a component does not fit into 320 pixels.
 */
import { openGallery, pictureStates, pictureThemes } from './pictures.mjs'

const gallery = await openGallery()
const problems = [...await pictureStates(gallery), ...await pictureThemes(gallery)]
await gallery.close()
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
