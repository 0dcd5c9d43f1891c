import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** An unpacked browser: its executable, and the environment variables that it needs in addition. */
export interface InstalledChromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const unpackFile = (archive: string, file: string): Promise<void> =>
  pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(file, { mode: 0o700 }))

async function unpackFolder(archive: string, folder: string): Promise<void> {
  const tar = `${folder}.tar`
  await unpackFile(archive, tar)
  await mkdir(folder)
  const { status, stderr } = spawnSync('tar', ['-xf', tar, '-C', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${stderr}`)
  await rm(tar)
}

/** Unpacks into a temporary folder and renames it at the end, so that an interrupted run leaves no half-unpacked browser. */
async function unpackOnce(archives: string, folder: string): Promise<void> {
  if (existsSync(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  const staging = await mkdtemp(`${folder}-`)
  await Promise.all([
    unpackFile(join(archives, 'chromium.br'), join(staging, 'chromium')),
    unpackFolder(join(archives, 'fonts.tar.br'), join(staging, 'fonts')),
    unpackFolder(join(archives, 'al2023.tar.br'), join(staging, 'libraries')),
  ])
  await rename(staging, folder).catch(async (error: unknown) => {
    await rm(staging, { recursive: true })
    if (!existsSync(folder)) throw error
  })
}

const lacksLibraries = (executablePath: string): boolean =>
  spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout?.includes('not found') ?? false

/**
 * Unpacks the Chromium of the npm package, so that nothing has to be installed by hand. It uses its own fonts, so that
 * pages look the same everywhere, and its own libraries if the system lacks them. The package is built for Linux on x64;
 * on other systems, set `CHROMIUM_PATH` to an installed Chromium.
 */
export async function installChromium(): Promise<InstalledChromium> {
  const installedPath = process.env.CHROMIUM_PATH
  if (installedPath) return { executablePath: installedPath, env: {} }

  const packageRoot = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))))
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  const folder = join(ROOT, 'node_modules/.cache', `chromium-${version}`)
  await unpackOnce(join(packageRoot, 'bin'), folder)

  const executablePath = join(folder, 'chromium')
  const fontConfig = join(folder, 'fonts.conf')
  await writeFile(fontConfig, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>
`)
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: fontConfig,
      ...(lacksLibraries(executablePath) && { LD_LIBRARY_PATH: join(folder, 'libraries/lib') }),
    },
  }
}
