import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** A browser that can be started: the program, and what its environment needs beside the usual. */
export interface InstalledChromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const unpack = (archive: string, file: string): Promise<void> =>
  pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(file, { mode: 0o700 }))

async function unpackFolder(archive: string, folder: string): Promise<void> {
  const tar = `${folder}.tar`
  await unpack(archive, tar)
  await mkdir(folder)
  const { status, stderr } = spawnSync('tar', ['-xf', tar, '-C', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${stderr}`)
  await rm(tar)
}

/** Unpacks beside the place and renames at the end, so that an interrupted run leaves nothing half done. */
async function unpackOnce(archives: string, place: string): Promise<void> {
  if (existsSync(place)) return
  await mkdir(dirname(place), { recursive: true })
  const staging = await mkdtemp(`${place}-`)
  await Promise.all([
    unpack(join(archives, 'chromium.br'), join(staging, 'chromium')),
    unpackFolder(join(archives, 'fonts.tar.br'), join(staging, 'fonts')),
    unpackFolder(join(archives, 'al2023.tar.br'), join(staging, 'libraries')),
  ])
  await rename(staging, place).catch(async (error: unknown) => {
    await rm(staging, { recursive: true })
    if (!existsSync(place)) throw error
  })
}

const lacksLibraries = (executablePath: string): boolean =>
  spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout?.includes('not found') ?? false

/**
 * The Chromium of the npm package, so that nothing has to be installed by hand: with its own fonts, so that pages
 * look alike everywhere, and with its own libraries where the system lacks them. `CHROMIUM_PATH` names another
 * one, for systems that the package has none for (it is built for Linux on x64).
 */
export async function installChromium(): Promise<InstalledChromium> {
  const given = process.env.CHROMIUM_PATH
  if (given) return { executablePath: given, env: {} }

  const home = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))))
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const place = join(ROOT, 'node_modules/.cache', `chromium-${version}`)
  await unpackOnce(join(home, 'bin'), place)

  const executablePath = join(place, 'chromium')
  const fontConfig = join(place, 'fonts.conf')
  await writeFile(fontConfig, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(place, 'fonts')}</dir><cachedir>${join(place, 'fonts-cache')}</cachedir></fontconfig>
`)
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: fontConfig,
      ...(lacksLibraries(executablePath) && { LD_LIBRARY_PATH: join(place, 'libraries/lib') }),
    },
  }
}
