import { existsSync, readFileSync } from 'node:fs'

/** Width and height of each picture, by look and state; empty if no pictures were taken. */
export type Pictures = Readonly<Record<string, Readonly<Record<string, readonly [width: number, height: number]>>>>

/** @param file what `scripts/pictures.mjs` writes once all pictures are taken */
export const readPictures = (file: string | URL): Pictures => existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
