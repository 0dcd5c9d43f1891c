import { fileURLToPath } from 'node:url'
import { readPictures, type Pictures } from './pictures'

const file = fileURLToPath(new URL('../../../public/shots/pictures.json', import.meta.url))

/** VitePress puts what `load` returns here. */
declare const data: Pictures
export { data }

export default { watch: [file], load: () => readPictures(file) }
